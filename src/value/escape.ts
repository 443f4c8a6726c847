/** HTML escaping as MarkupSafe does it. */
import { toText } from "./text.ts";
import { SafeString, type Value } from "./value.ts";

const SPECIAL = /[&<>"']/;

/** `& < > ' "` as `&amp; &lt; &gt; &#39; &#34;`. */
export function escapeHtml(text: string): string {
  let index = text.search(SPECIAL);
  if (index < 0) return text;
  let out = "";
  let from = 0;
  for (; index < text.length; index++) {
    const replacement = replacementOf(text.charCodeAt(index));
    if (replacement === "") continue;
    out += text.slice(from, index) + replacement;
    from = index + 1;
  }
  return out + text.slice(from);
}

function replacementOf(code: number): string {
  switch (code) {
    case 0x26:
      return "&amp;";
    case 0x3c:
      return "&lt;";
    case 0x3e:
      return "&gt;";
    case 0x27:
      return "&#39;";
    case 0x22:
      return "&#34;";
    default:
      return "";
  }
}

/**
 * `markupsafe.escape(v)`: a safe string as it is, anything else as escaped text.
 * @throws {DxgError} as `toText` does.
 */
export function escapeValue(value: Value): SafeString {
  return value instanceof SafeString ? value : new SafeString(escapeHtml(toText(value)));
}
