/** Where the user's configuration lies. A path only: who needs the folder makes it. */
import { environment } from "./env.ts";
import { joinPath } from "./path.ts";

/** The config folder of dxg, or undefined when there is no home. */
export function configFolder(): string | undefined {
  const config = environment("configHome");
  const home = environment("home");
  // The XDG Base Directory Specification has relative paths ignored.
  if (config?.startsWith("/")) return joinPath(config, "dxg");
  return home?.startsWith("/") ? joinPath(home, ".config/dxg") : undefined;
}
