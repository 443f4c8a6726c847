/** The methods `format` and `format_map` of strings, bound to their arguments. How fields are read is handed in. */
import { mappingGet } from "./compare.ts";
import { typeError, valueError } from "./errors.ts";
import { quote } from "./quote.ts";
import { type FieldSource, formatFields } from "./str-format.ts";
import { typeName } from "./type-name.ts";
import { undefinedError } from "./undefined.ts";
import { type CallArguments, Callable, isMapping, SafeString, Undefined, type Value } from "./value.ts";

/** The method `name` when it is one of the two; undefined otherwise. */
export function formatMethod(
  format: string | SafeString,
  name: string,
  attribute: FieldSource["attribute"],
  item: FieldSource["item"],
): Callable | undefined {
  if (name !== "format" && name !== "format_map") return undefined;
  const argumentsOf = name === "format" ? argumentsOfFormat : argumentsOfMap;
  const call = (args: CallArguments): Value => {
    const source: FieldSource = { ...argumentsOf(args), attribute, item };
    if (typeof format === "string") return formatFields(format, source, false);
    return new SafeString(formatFields(format.text, source, true));
  };
  return new Callable(name, call, format);
}

type Arguments = Pick<FieldSource, "positional" | "named">;

function argumentsOfFormat({ positional, keywords }: CallArguments): Arguments {
  return {
    positional: (index) => {
      const value = positional[index];
      if (value === undefined) throw valueError(`Replacement index ${index} out of range for positional args tuple`);
      return value;
    },
    named: (key) => found(keywords.get(key), key),
  };
}

function argumentsOfMap({ positional, keywords }: CallArguments): Arguments {
  const [mapping] = positional;
  if (mapping === undefined || positional.length > 1 || keywords.size > 0) {
    throw typeError(`format_map() takes exactly one argument (${positional.length + keywords.size} given)`);
  }
  return {
    positional: () => {
      throw valueError("Format string contains positional fields");
    },
    named: (key) => {
      if (mapping instanceof Undefined) {
        if (mapping.mode === "chainable") return mapping;
        throw undefinedError(mapping);
      }
      if (!isMapping(mapping)) throw typeError(`'${typeName(mapping)}' object is not subscriptable`);
      return found(mappingGet(mapping, key), key);
    },
  };
}

function found(value: Value | undefined, key: string): Value {
  if (value === undefined) throw valueError(`the format has no value for ${quote(key)}`, "Pass it by name.");
  return value;
}
