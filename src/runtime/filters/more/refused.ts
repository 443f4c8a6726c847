/** The filters of Ansible that read the machine: they exist so that a template that names them is told why it cannot. */
import { DxgError } from "../../../base/error.ts";
import type { Filter } from "../filter.ts";

/** What a filter of Ansible needs that a template must not have. */
const refusing =
  (name: string, reason: string): Filter =>
  () => {
    throw new DxgError("render/refused", `the filter ${name} ${reason}`, {
      hint: "Pass the value as a parameter instead.",
    });
  };

const FILES = "would read the file system, which no template can";

export const abspath: Filter = refusing("abspath", "would read the working directory, which no template can");
export const realpath: Filter = refusing("realpath", FILES);
export const fileglob: Filter = refusing("fileglob", FILES);
export const expanduser: Filter = refusing("expanduser", "would read the environment, which no template can");
export const expandvars: Filter = refusing("expandvars", "would read the environment, which no template can");
export const passwordHash: Filter = refusing(
  "password_hash",
  "is not here: it needs the machine's hashing of passwords",
);
