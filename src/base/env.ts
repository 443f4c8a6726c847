/**
 * The registry of environment variables: the only place that reads `process.env`. The fast path (ffi/fast/generate.c) reads
 * some of them by itself. docs/env.md is checked against this table.
 */
export interface EnvironmentVariable {
  readonly name: string;
  readonly description: string;
}

export const ENVIRONMENT = {
  implementation: {
    name: "DXG_IMPL",
    description:
      "Forces an implementation of the kernels: ts, portable, avx2 or avx512. Any value keeps `generate` from the fast path.",
  },
  cacheHome: { name: "XDG_CACHE_HOME", description: "Parent of the `dxg` cache folder; default `~/.cache`." },
  ci: { name: "CI", description: "When set and not empty, nothing is asked, as without a terminal." },
  configHome: { name: "XDG_CONFIG_HOME", description: "Parent of the `dxg` config folder; default `~/.config`." },
  dataHome: {
    name: "XDG_DATA_HOME",
    description: "Parent of the `dxg` data folder (templates); default `~/.local/share`.",
  },
  home: { name: "HOME", description: "The user's home folder." },
  language: { name: "LANG", description: "Language and encoding; hooks get it." },
  searchPath: {
    name: "PATH",
    description: "Where the programs of hooks are looked for; hooks get its absolute folders.",
  },
  temporary: { name: "TMPDIR", description: "Parent of the home folder that hooks get; default `/tmp`." },
  asdfHome: { name: "ASDF_DATA_DIR", description: "Where asdf keeps its tools; hooks get it, default `~/.asdf`." },
  pyenvHome: { name: "PYENV_ROOT", description: "Where pyenv keeps its tools; hooks get it, default `~/.pyenv`." },
  rbenvHome: { name: "RBENV_ROOT", description: "Where rbenv keeps its tools; hooks get it, default `~/.rbenv`." },
  rustupHome: { name: "RUSTUP_HOME", description: "Where rustup keeps its tools; hooks get it, default `~/.rustup`." },
  voltaHome: { name: "VOLTA_HOME", description: "Where Volta keeps its tools; hooks get it, default `~/.volta`." },
  noColor: { name: "NO_COLOR", description: "When set and not empty, no colour is written." },
} as const satisfies Record<string, EnvironmentVariable>;

/** The variable's value; an empty one counts as unset. */
export function environment(key: keyof typeof ENVIRONMENT): string | undefined {
  const value = process.env[ENVIRONMENT[key].name];
  return value === undefined || value === "" ? undefined : value;
}

/** A variable that is not ours, which a template may read by its permissions; an empty one counts as unset. */
export function foreignVariable(name: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === "" ? undefined : value;
}
