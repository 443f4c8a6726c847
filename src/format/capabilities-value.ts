/** Capabilities and hooks as a value of a bundle (section CAPS), and back. Every grant is checked again: it is just bytes. */
import { DxgError } from "../base/error.ts";
import type { Dict, PlainObject, Value } from "../value/value.ts";
import { CAPABILITY_NAMES, type Capabilities, type Grant } from "./capabilities.ts";
import { commandFault, grantFault } from "./grant.ts";
import type { Hook } from "./hooks.ts";
import type { Manifest } from "./manifest.ts";
import { asList, asMapping, asText, badEntry, dictOf, isList, oneOf, ValueReader } from "./value-reader.ts";

const MOMENTS = ["pre_generate", "post_generate"] as const;

export function capabilitiesToValue({ capabilities, hooks }: Pick<Manifest, "capabilities" | "hooks">): Dict {
  return dictOf({
    capabilities:
      capabilities === undefined
        ? undefined
        : dictOf({
            line: capabilities.line,
            grants: capabilities.grants.map(grantToValue),
            denials: capabilities.denials.map(grantToValue),
          }),
    hooks: hooks?.map(({ moment, command, line }) => dictOf({ moment, command: [...command], line })),
  });
}

function grantToValue({ capability, value, line }: Grant): Dict {
  return dictOf({ capability, value: typeof value === "object" ? [...value] : value, line });
}

/** @throws {DxgError} format/bad-metadata */
export function capabilitiesFromValue(value: Dict | PlainObject): Pick<Manifest, "capabilities" | "hooks"> {
  const reader = new ValueReader(value);
  const capabilities = reader.value("capabilities");
  const hooks = reader.optional("hooks", isList);
  return {
    ...(capabilities === undefined ? {} : { capabilities: readCapabilities(capabilities) }),
    ...(hooks === undefined ? {} : { hooks: hooks.map(readHook) }),
  };
}

function readCapabilities(value: Value): Capabilities {
  const reader = new ValueReader(asMapping(value, "capabilities"));
  return {
    line: reader.index("line"),
    grants: reader.list("grants").map(readGrant),
    denials: reader.list("denials").map(readGrant),
  };
}

function readGrant(value: Value): Grant {
  const reader = new ValueReader(asMapping(value, "grants"));
  const capability = oneOf(CAPABILITY_NAMES, reader.text("capability"), "capability");
  const grant = { capability, value: grantValue(reader.value("value") ?? null), line: reader.index("line") };
  const fault = grantFault(capability, grant.value);
  if (fault !== undefined) throw new DxgError("format/bad-metadata", `the manifest's ${capability}: ${fault.detail}`);
  return grant;
}

function grantValue(value: Value): Grant["value"] {
  if (typeof value === "string" || typeof value === "number" || value === true) return value;
  return asList(value, "grants").map((word) => asText(word, "grants"));
}

function readHook(value: Value): Hook {
  const reader = new ValueReader(asMapping(value, "hooks"));
  const command = reader.list("command").map((word) => asText(word, "command"));
  if (commandFault(command) !== undefined) badEntry("command");
  return { moment: oneOf(MOMENTS, reader.text("moment"), "moment"), command, line: reader.index("line") };
}
