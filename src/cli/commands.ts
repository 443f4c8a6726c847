/** The table of commands. A command's file loads only when it runs or its help is asked for. */
import type { CommandTable } from "./command.ts";
import { generate } from "./generate.ts";

export const COMMANDS: CommandTable = {
  generate: {
    description: "Write the files of a template",
    aliases: ["g"],
    // Linked in: the command that is run thousands of times shall not wait for a file of its own.
    load: async () => generate,
  },
  render: {
    description: "Render one template to standard output",
    load: async () => (await import("./render.ts")).render,
  },
  template: {
    description: "Make, compile and inspect templates",
    group: {
      init: {
        description: "Make a new template to start from",
        load: async () => (await import("./template-init.ts")).init,
      },
      compile: {
        description: "Compile a template to a binary",
        load: async () => (await import("./template-compile.ts")).compile,
      },
      list: {
        description: "List the templates that can be generated",
        load: async () => (await import("./template-list.ts")).list,
      },
      show: {
        description: "Show what a template or binary holds",
        load: async () => (await import("./template-show.ts")).show,
      },
      check: {
        description: "Find mistakes in a template",
        load: async () => (await import("./template-check.ts")).check,
      },
      vars: {
        description: "List what a template reads",
        load: async () => (await import("./template-vars.ts")).vars,
      },
      schema: {
        description: "Print the JSON Schema of template.yaml",
        load: async () => (await import("./template-schema.ts")).schema,
      },
      sign: {
        description: "Sign compiled templates with your key",
        load: async () => (await import("./template-sign.ts")).sign,
      },
      verify: {
        description: "Say who signed compiled templates, and whether that makes them trusted",
        load: async () => (await import("./template-verify.ts")).verify,
      },
    },
  },
  key: {
    description: "Make keys, and say which ones are trusted",
    group: {
      generate: {
        description: "Make a key to sign templates with",
        load: async () => (await import("./key-generate.ts")).generate,
      },
      list: {
        description: "List your keys, and those that are trusted or revoked",
        load: async () => (await import("./key-list.ts")).list,
      },
      trust: {
        description: "Trust what a key signs",
        load: async () => (await import("./key-trust.ts")).trust,
      },
      revoke: {
        description: "Never trust a key again",
        load: async () => (await import("./key-revoke.ts")).revoke,
      },
      export: {
        description: "Print a public key for others to trust",
        load: async () => (await import("./key-export.ts")).exportCommand,
      },
    },
  },
  params: {
    description: "Write and read parameters as DX Infinity bytes",
    group: {
      encode: {
        description: "Write parameters as a .dxp file",
        load: async () => (await import("./params-encode.ts")).encode,
      },
      decode: {
        description: "Print the parameters of a .dxp file as JSON",
        load: async () => (await import("./params-decode.ts")).decode,
      },
      show: {
        description: "Show what a .dxp file holds",
        load: async () => (await import("./params-show.ts")).show,
      },
    },
  },
  doctor: {
    description: "Check the installation and say what is in use",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  completion: {
    description: "Print the completion script of a shell",
    load: async () => (await import("./completion.ts")).completion,
  },
};
