/** Ways to make an error happen: through the API, or through the executable. What comes back is the error's code and message. */
import { DxgError } from "../../src/base/error.ts";
import { compileTree } from "../../src/compile/bundle.ts";
import type { CompileOptions } from "../../src/compile/options.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { type RunOptions, World } from "../e2e/world.ts";

export interface Told {
  readonly code: string;
  /** As a person reads it: title and detail. */
  readonly message: string;
  /** Exit code of the process. */
  readonly exit: number;
}

export type Trigger = () => Told;

/** The error of a call. */
export function call(run: () => unknown): Trigger {
  return () => {
    try {
      run();
    } catch (error) {
      if (error instanceof DxgError) return { code: error.code, message: error.message, exit: error.exitCode };
      throw error;
    }
    throw new Error("nothing was thrown");
  };
}

/** The error of compiling and rendering a template. */
export function template(
  source: string,
  parameters: Readonly<Record<string, unknown>> = {},
  options: CompileOptions = {},
): Trigger {
  return call(() => loadTemplate(compileTemplate(source, options)).render(parameters));
}

export const MANIFEST = "name: sample\nversion: 1.0.0\ndescription: A sample\n";

/** The error of compiling a template directory with one file. */
export function directory(manifest: string, path: string, text: string): Trigger {
  const files = [{ path, bytes: new TextEncoder().encode(text), executable: false }];
  return call(() => compileTree({ name: "sample", manifest, files, partials: new Map() }));
}

/** The error of the executable in a folder with these files. */
export function command(
  args: readonly string[],
  files: Readonly<Record<string, string | Uint8Array>> = {},
  options: RunOptions = {},
): Trigger {
  return inWorld(files, (world) => world.dxg(args, options));
}

/** The error of a script that runs the executable as `$DXG`. */
export function shell(script: string, files: Readonly<Record<string, string | Uint8Array>> = {}): Trigger {
  return inWorld(files, (world) => world.shell(script));
}

function inWorld(
  files: Readonly<Record<string, string | Uint8Array>>,
  run: (world: World) => { readonly code: number; readonly err: string },
): Trigger {
  return () => {
    using world = new World();
    world.write(files);
    const { code, err } = run(world);
    const line = /^error\[([^\]]+)\]: (.*)$/m.exec(err);
    if (line === null) throw new Error(`exit code ${code}: ${err}`);
    const message = (line[2] ?? "").replaceAll(`${world.folder}/`, "").replaceAll(world.home, "~");
    return { code: line[1] ?? "", message, exit: code };
  };
}
