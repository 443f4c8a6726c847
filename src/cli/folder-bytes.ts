/** The bytes of a current folder that is no UTF-8, which Bun does not tell: the folders around it are asked. */
import { DxgError } from "../base/error.ts";
import { status } from "../native/os.ts";
import { closeDirectory, listAt, openDirectory, statusAt } from "../native/os-at.ts";

const REPLACEMENT = "\ufffd";

/** The path of the current folder with names as the system has them, as far as the folders around it can be listed. */
export function withBytes(folder: string): string {
  const names = folder.split("/");
  try {
    for (let index = names.length - 1, here = "."; index > 0; index -= 1, here = `${here}/..`) {
      if (names[index]?.includes(REPLACEMENT)) names[index] = nameIn(`${here}/..`, here) ?? names[index] ?? "";
    }
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
  }
  return names.join("/");
}

/** What the folder `here` is called in the one above it; undefined where that is UTF-8. */
function nameIn(above: string, here: string): string | undefined {
  const wanted = status(here);
  const folder = openDirectory(above);
  if (typeof folder !== "number") return undefined;
  try {
    const found = listAt(folder, above).find(({ name }) => {
      if (name.isWellFormed()) return false;
      const one = statusAt(folder, name, above);
      return one?.inode === wanted?.inode && one?.device === wanted?.device;
    });
    return found?.name;
  } finally {
    closeDirectory(folder);
  }
}
