/** A manifest as the sections of a bundle, and back. What a bundle holds is checked again: it is just bytes. */
import type { Value } from "../value/value.ts";
import { capabilitiesFromValue, capabilitiesToValue } from "./capabilities-value.ts";
import { UNDEFINED_MODES } from "./container.ts";
import type { Manifest, TemplateDependency, TemplateSettings } from "./manifest.ts";
import type { ManifestSections } from "./manifest-sections.ts";
import { parametersFromValue, parametersToValue } from "./parameters-value.ts";
import { asMapping, asText, badEntry, dictOf, isText, oneOf, ValueReader } from "./value-reader.ts";

export function manifestToSections(manifest: Manifest): ManifestSections {
  const { settings } = manifest;
  return {
    META: dictOf({
      name: manifest.name,
      description: manifest.description,
      exclude: [...manifest.exclude],
      message: manifest.message,
      message_program: manifest.messageProgram,
      settings: dictOf({
        trim_blocks: settings.trimBlocks,
        lstrip_blocks: settings.lstripBlocks,
        keep_trailing_newline: settings.keepTrailingNewline,
        undefined: settings.undefined,
        autoescape: settings.autoescape,
      }),
    }),
    PARM: parametersToValue(manifest),
    CAPS: capabilitiesToValue(manifest),
    DEPS: (manifest.dependencies ?? []).map(({ name, range }) => dictOf({ name, range })),
    COMP: dictOf({ version: manifest.version, engine: manifest.engine }),
  };
}

/**
 * @param isExpression whether there is an expression program of a number, which the manifest may then refer to
 * @throws {DxgError} format/bad-metadata
 */
export function manifestFromSections(sections: ManifestSections, isExpression: (program: number) => boolean): Manifest {
  const root = new ValueReader(sections.META);
  const message = root.optional("message", isText);
  const versions = new ValueReader(sections.COMP);
  const engine = versions.optional("engine", isText);
  const dependencies = sections.DEPS.map(dependencyFromValue);
  const manifest: Manifest = {
    name: root.text("name"),
    version: versions.text("version"),
    description: root.text("description"),
    ...parametersFromValue(sections.PARM),
    ...capabilitiesFromValue(sections.CAPS),
    ...(dependencies.length === 0 ? {} : { dependencies }),
    ...(engine === undefined ? {} : { engine }),
    exclude: root.list("exclude").map((item) => asText(item, "exclude")),
    ...(message === undefined ? {} : { message, messageProgram: root.index("message_program") }),
    settings: settingsFromValue(new ValueReader(asMapping(root.value("settings"), "settings"))),
  };
  for (const [key, program] of programsOf(manifest)) if (!isExpression(program)) badEntry(key);
  return manifest;
}

/** Every program that a manifest refers to, with the key that does. */
function* programsOf({ params, messageProgram }: Manifest): Generator<readonly [key: string, program: number]> {
  if (messageProgram !== undefined) yield ["message_program", messageProgram];
  for (const { default: given, when, choicesFrom } of params) {
    if (given?.kind === "expression") yield ["default_program", given.program];
    if (when !== undefined) yield ["when_program", when.program];
    if (choicesFrom !== undefined) yield ["choices_program", choicesFrom.program];
  }
}

function dependencyFromValue(value: Value): TemplateDependency {
  const reader = new ValueReader(asMapping(value, "dependencies"));
  return { name: reader.text("name"), range: reader.text("range") };
}

function settingsFromValue(reader: ValueReader): TemplateSettings {
  return {
    trimBlocks: reader.flag("trim_blocks"),
    lstripBlocks: reader.flag("lstrip_blocks"),
    keepTrailingNewline: reader.flag("keep_trailing_newline"),
    undefined: oneOf(UNDEFINED_MODES, reader.text("undefined"), "undefined"),
    autoescape: reader.flag("autoescape"),
  };
}
