/**
 * Files that programs run or obey without being asked: editors when a folder is opened, package managers when they
 * install, continuous integration when it is pushed, shells when they start. They are a class of their own, which a
 * template may write only where its capabilities name the file. What is in them is looked at in auto-run-content.ts.
 *
 * Names are compared without regard to case and composition, as some file systems do.
 */
import { hasWildcard } from "../base/glob.ts";
import { foldedPath } from "../base/path.ts";

/** What runs a file, by its last name. */
const BY_NAME: readonly (readonly [reason: string, names: string])[] = [
  ["direnv and its like run it when the folder is entered", ".envrc .autoenv .autoenv.zsh mise.toml .mise.toml .in"],
  ["bun obeys it, and loads what it preloads", "bunfig.toml .bunfig.toml"],
  [
    "npm, yarn or pnpm obey it when they run",
    ".npmrc .yarnrc .yarnrc.yml .pnp.cjs .pnp.loader.mjs pnpm-workspace.yaml",
  ],
  ["pnpm runs it when it installs", ".pnpmfile.cjs .pnpmfile.mjs pnpmfile.js"],
  ["pnpm runs its scripts, as those of a package.json", "package.yaml package.json5"],
  ["npm builds it when it installs", "binding.gyp"],
  [
    "continuous integration runs it",
    ".gitlab-ci.yml .travis.yml azure-pipelines.yml bitbucket-pipelines.yml jenkinsfile",
  ],
  [
    "continuous integration runs it",
    ".drone.yml .woodpecker.yml .woodpecker.yaml .cirrus.yml appveyor.yml .appveyor.yml",
  ],
  ["continuous integration runs it", "buildspec.yml cloudbuild.yaml cloudbuild.yml .build.yml netlify.toml"],
  ["git hooks are installed from it", ".pre-commit-config.yaml .pre-commit-hooks.yaml lefthook.yml lefthook.yaml"],
  ["git hooks are installed from it", ".lefthook.yml lefthook.toml lefthook.json .overcommit.yml"],
  ["git obeys it", ".gitmodules .gitconfig"],
  ["rustup obeys it, and loads the toolchain it names", "rust-toolchain rust-toolchain.toml"],
  ["Python runs or obeys it when it installs", "setup.py setup.cfg"],
  [
    "Python's package managers obey it when they run",
    "hatch.toml uv.toml poetry.toml pdm.toml .pdm.toml pixi.toml pipfile",
  ],
  [
    "package managers install what it locks, from where it says",
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock",
  ],
  [
    "package managers install what it locks, from where it says",
    "poetry.lock pdm.lock uv.lock pixi.lock pipfile.lock pylock.toml",
  ],
  ["go obeys it, and takes modules from where it says", "go.work"],
  ["Python runs it when it starts", "sitecustomize.py usercustomize.py"],
  [
    "an editor or debugger runs it when it starts here",
    ".exrc .nvimrc .nvim.lua .vimrc .gvimrc .lvimrc .ideavimrc _exrc _vimrc _gvimrc .lazy.lua .vimspector.json",
  ],
  [
    "an editor or debugger runs it when it starts here",
    ".dir-locals.el .dir-locals-2.el .emacs .emacs.el _emacs .spacemacs .kakrc .nanorc",
  ],
  ["an editor or debugger runs it when it starts here", ".gdbinit .lldbinit .pdbrc .irbrc .pryrc .rdbgrc"],
  [
    "a shell runs it when it starts",
    ".bashrc .bash_profile .bash_login .bash_logout .profile .zshrc .zshenv .zprofile",
  ],
  [
    "a shell runs it when it starts",
    ".zlogin .zlogout .login .cshrc .tcshrc .kshrc .mkshrc .inputrc .xprofile .xinitrc",
  ],
  ["an assistant starts the servers that it names", ".mcp.json mcp.json"],
  ["a container is made and started from it", ".devcontainer.json"],
  ["Gradle and editors fetch and run what it names", "gradle-wrapper.properties gradle-wrapper.jar"],
  ["Windows runs it", "autorun.inf desktop.ini"],
];

/** What runs files below a folder, or one file in it. */
const BY_PLACE: readonly (readonly [reason: string, places: string])[] = [
  ["editors run or obey it when the folder is opened", ".vscode/tasks.json .vscode/settings.json .vscode/launch.json"],
  ["editors run or obey it when the folder is opened", ".idea/ .zed/ .fleet/ .nova/ .vs/ .theia/ .eclipse/"],
  ["an editor runs it when it starts", ".emacs.d/ .doom.d/ .spacemacs.d/ .vim/ .nvim/ vimfiles/ .atom/ .helix/ .kak/"],
  ["a container is made and started from it", ".devcontainer/"],
  ["continuous integration runs it", ".github/workflows/ .github/actions/ .gitea/workflows/ .forgejo/workflows/"],
  ["continuous integration runs it", ".gitlab/ .circleci/ .woodpecker/ .buildkite/ .semaphore/ .builds/ .teamcity/"],
  ["git runs it as a hook", ".husky/ .githooks/ .git-hooks/ .lefthook/"],
  ["another version control runs or obeys it", ".hg/ .svn/ .jj/ .bzr/ _darcs/"],
  ["cargo obeys it when it runs", ".cargo/config .cargo/config.toml"],
  ["yarn runs it when it runs", ".yarn/"],
  ["Python's package managers obey it when they run", ".pixi/"],
  ["Maven runs it when it builds", ".mvn/"],
  ["an assistant runs or obeys it", ".claude/ .cursor/ .gemini/ .codex/ .windsurf/ .continue/ .aider/ .kiro/"],
  ["it opens doors to this account", ".ssh/ .gnupg/ .aws/ .kube/ .docker/"],
  ["the system or the desktop runs it", ".config/ .local/"],
];

/** Endings of names. */
const BY_ENDING: readonly (readonly [reason: string, endings: string])[] = [
  ["editors run or obey it when it is opened", ".code-workspace .sublime-project"],
  ["Python runs it when it starts", ".pth"],
  ["the desktop runs it", ".desktop"],
];

const BUILD_SCRIPT = "cargo runs it when it builds, and editors build when they open the folder";
/** Folders of a crate in which a file called build.rs is a module like any other. */
const CRATE_FOLDERS: readonly string[] = ["src", "tests", "examples", "benches", "bin"];

/** Names whose content decides: package.json by its scripts, for example. */
const BY_CONTENT: readonly (readonly [name: string, reason: string])[] = [
  ["package.json", "package managers run its scripts"],
  ["cargo.toml", "cargo runs the build script that it names"],
  ["pyproject.toml", "Python's tools run or obey what it says when they install"],
  ["head", "git obeys a folder with such a file as a repository"],
];

/**
 * Whether a glob names a file of the class: its last name is written out, and so is what makes it one of them. Who grants
 * `ci.yml` in whatever folder has not said that it may be a workflow.
 */
export function namesAutoRun(glob: string): boolean {
  return !hasWildcard(glob.slice(glob.lastIndexOf("/") + 1)) && possibleAutoRunReason(glob) !== undefined;
}

/**
 * Who runs a file, in words, as far as its path tells; undefined for an ordinary one.
 * @param path segments separated by `/`; a glob is taken as if its signs were letters
 */
export function autoRunReason(path: string): string | undefined {
  const folded = foldedPath(path);
  const name = folded.slice(folded.lastIndexOf("/") + 1);
  for (const [reason, names] of BY_NAME) if (names.split(" ").includes(name)) return reason;
  for (const [reason, endings] of BY_ENDING) if (endings.split(" ").some((one) => name.endsWith(one))) return reason;
  if (name === "build.rs" && !CRATE_FOLDERS.includes(folded.split("/").at(-2) ?? "")) return BUILD_SCRIPT;
  const rooted = `/${folded}`;
  for (const [reason, places] of BY_PLACE) {
    for (const place of places.split(" ")) {
      const found = rooted.includes(`/${place}`);
      if (found && (place.endsWith("/") || rooted.endsWith(`/${place}`))) return reason;
    }
  }
  return undefined;
}

/** As `autoRunReason`, also for names of which only the content can tell. */
export function possibleAutoRunReason(path: string): string | undefined {
  const folded = foldedPath(path);
  const name = folded.slice(folded.lastIndexOf("/") + 1);
  return autoRunReason(path) ?? BY_CONTENT.find(([one]) => one === name)?.[1];
}
