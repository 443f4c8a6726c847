/**
 * What programs run or obey without being asked, by its name, its place or its ending. The lists are in small letters, as
 * names are compared without regard to case. A program is here when it reads the file from the folder that it starts in,
 * or that is opened in it; not when it reads it at home only.
 */

type Rows = readonly (readonly [reason: string, ...lists: readonly string[]])[];

/** What runs a file, by its last name. */
export const AUTO_RUN_NAMES: Rows = [
  [
    "direnv and its like run it when the folder is entered",
    ".envrc .autoenv .autoenv.zsh mise.toml .mise.toml .in mise.local.toml .mise.local.toml .rtx.toml .rvmrc",
    ".tool-versions",
  ],
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
    ".gitlab-ci.yml .travis.yml azure-pipelines.yml bitbucket-pipelines.yml jenkinsfile .drone.yml",
    ".woodpecker.yml .woodpecker.yaml .cirrus.yml appveyor.yml .appveyor.yml buildspec.yml cloudbuild.yaml",
    "cloudbuild.yml .build.yml netlify.toml vercel.json amplify.yml render.yaml codemagic.yaml bitrise.yml",
    "wercker.yml .readthedocs.yaml .readthedocs.yml",
  ],
  [
    "git hooks are installed from it",
    ".pre-commit-config.yaml .pre-commit-hooks.yaml lefthook.yml lefthook.yaml .lefthook.yml lefthook.toml",
    "lefthook.json .overcommit.yml",
  ],
  ["git obeys it", ".gitmodules .gitconfig"],
  ["rustup obeys it, and loads the toolchain it names", "rust-toolchain rust-toolchain.toml"],
  ["Python runs or obeys it when it installs", "setup.py setup.cfg"],
  [
    "Python's package managers obey it when they run",
    "hatch.toml uv.toml poetry.toml pdm.toml .pdm.toml pixi.toml pipfile",
  ],
  [
    "package managers install what it locks, from where it says",
    "npm-shrinkwrap.json pylock.toml gems.locked manifest.toml juliamanifest.toml lake-manifest.json",
    "dub.selections.json cabal.project.freeze maven_install.json",
  ],
  [
    "package managers run it, or fetch what it names from where it says",
    "composer.json gemfile gems.rb podfile cartfile cartfile.private mintfile package.swift brewfile berksfile",
    "puppetfile mix.exs rebar.config rebar.config.script gleam.toml pubspec.yaml pubspec_overrides.yaml shard.yml",
    "elm.json spago.yaml spago.dhall packages.dhall pom.xml ivy.xml gradle.properties build.sc build.mill",
    "deps.edn project.clj build.boot bb.edn shadow-cljs.edn stack.yaml cabal.project cabal.project.local setup.hs",
    "setup.lhs cpanfile makefile.pl build.pl dist.ini nuget.config packages.config global.json dotnet-tools.json",
    "paket.dependencies directory.build.rsp conanfile.py conanfile.txt vcpkg.json vcpkg-configuration.json",
    "build.zig.zon dub.json dub.sdl v.mod haxelib.json info.rkt lakefile.lean lakefile.toml project.toml",
    "juliaproject.toml description environment.yml environment.yaml flake.nix shell.nix default.nix devenv.nix",
    "devenv.yaml devbox.json deno.json deno.jsonc bower.json .bowerrc module.bazel workspace.bazel workspace",
    "chart.yaml requirements.yml requirements.yaml jsonnetfile.json scarb.toml move.toml",
  ],
  [
    "a tool obeys it when it starts here",
    ".bazelrc .bazeliskrc .bazelversion .buckconfig pants.toml .jvmopts .sbtopts ansible.cfg nim.cfg .user.ini",
    "php.ini .proverc .latexmkrc latexmkrc .ghcid lean-toolchain",
  ],
  [
    "a language server of editors runs it, or what it names",
    "build.zig hie.yaml .merlin rust-project.json rust-analyzer.toml omnisharp.json .factorypath .classpath",
    ".project analysis_options.yaml .ycm_extra_conf.py .kateproject",
  ],
  ["go obeys it, and takes modules from where it says", "go.work"],
  ["Python and editors take the folder for an environment, and run what is in it", "pyvenv.cfg"],
  ["Python runs it when it starts", "sitecustomize.py usercustomize.py"],
  [
    "an editor or debugger runs it when it starts here",
    ".exrc .nvimrc .nvim.lua .vimrc .gvimrc .lvimrc .ideavimrc _exrc _vimrc _gvimrc .lazy.lua .vimspector.json",
    ".dir-locals.el .dir-locals-2.el .emacs .emacs.el _emacs .spacemacs .kakrc .nanorc",
  ],
  [
    "an interpreter or debugger runs it when it starts here",
    ".gdbinit .lldbinit .pdbrc .irbrc .pryrc .rdbgrc .byebugrc .rdebugrc .perldb .jdbrc jdb.ini .psysh.php",
    ".rprofile .renviron .rdata .ghci .ocamlinit .octaverc startup.m finish.m .iex.exs .erlang user.clj",
    "ipython_config.py ipython_config.json jupyter_config.py jupyter_config.json jupyter_notebook_config.py",
    "jupyter_notebook_config.json jupyter_server_config.py jupyter_server_config.json jupyterhub_config.py",
  ],
  [
    "a shell runs it when it starts",
    ".bashrc .bash_profile .bash_login .bash_logout .profile .zshrc .zshenv .zprofile .zlogin .zlogout .login",
    ".cshrc .tcshrc .kshrc .mkshrc .inputrc .xprofile .xinitrc",
  ],
  ["an assistant starts the servers that it names", ".mcp.json mcp.json"],
  ["an assistant runs or obeys it", ".aider.conf.yml opencode.json opencode.jsonc crush.json .crush.json"],
  [
    "a container is made and started from it",
    ".devcontainer.json .gitpod.yml .replit .stackblitzrc devfile.yaml .devfile.yaml",
  ],
  ["Gradle and editors fetch and run what it names", "gradle-wrapper.properties gradle-wrapper.jar"],
  ["Windows runs it", "autorun.inf desktop.ini"],
];

/** What runs files below a folder, or one file in it. */
export const AUTO_RUN_PLACES: Rows = [
  [
    "editors run or obey it when the folder is opened",
    ".vscode/tasks.json .vscode/settings.json .vscode/launch.json .idea/ .zed/ .fleet/ .nova/ .vs/ .theia/",
    ".eclipse/",
  ],
  ["an editor runs it when it starts", ".emacs.d/ .doom.d/ .spacemacs.d/ .vim/ .nvim/ vimfiles/ .atom/ .helix/ .kak/"],
  ["a container is made and started from it", ".devcontainer/"],
  [
    "continuous integration runs it",
    ".github/workflows/ .github/actions/ .gitea/workflows/ .forgejo/workflows/ .gitlab/ .circleci/ .woodpecker/",
    ".buildkite/ .semaphore/ .builds/ .teamcity/",
  ],
  ["git runs it as a hook", ".husky/ .githooks/ .git-hooks/ .lefthook/"],
  ["another version control runs or obeys it", ".hg/ .svn/ .jj/ .bzr/ _darcs/"],
  ["cargo obeys it when it runs", ".cargo/config .cargo/config.toml"],
  ["yarn runs it when it runs", ".yarn/"],
  ["programs and editors load packages from it", "node_modules/ __pypackages__/ .venv/"],
  ["Gradle runs it when it builds, and editors build when they open the folder", "buildsrc/"],
  [
    "package managers run it, or fetch what it names from where it says",
    "project/build.properties packages/manifest.json .meteor/ deps/build.jl",
  ],
  ["editors start the program that it names", ".bsp/ .settings/"],
  ["a tool runs it when it starts here", "tools/bazel .mise/config.toml mise/config.toml"],
  ["Python's package managers obey it when they run", ".pixi/"],
  ["Maven runs it when it builds", ".mvn/"],
  [
    "an assistant runs or obeys it",
    ".claude/ .cursor/ .gemini/ .codex/ .windsurf/ .continue/ .aider/ .kiro/ .roo/ .opencode/ .qwen/ .amazonq/",
    ".crush/ .github/hooks/",
  ],
  ["it opens doors to this account", ".ssh/ .gnupg/ .aws/ .kube/ .docker/"],
  ["the system or the desktop runs it", ".config/ .local/"],
];

/** Endings of names. */
export const AUTO_RUN_ENDINGS: Rows = [
  ["editors run or obey it when it is opened", ".code-workspace .sublime-project"],
  ["Python runs it when it starts", ".pth"],
  ["the desktop runs it", ".desktop"],
  [
    "package managers install what it locks, from where it says",
    ".lock .lockb .lockfile .locked .lock.json .lock.hcl -lock.json -lock.yaml -lock.yml .resolved",
  ],
  [
    "package managers run it, or fetch what it names from where it says",
    ".gemspec .podspec .podspec.json .rockspec .cabal .opam .nimble .asd .nuspec",
  ],
  ["Gradle runs it when it builds, and editors build when they open the folder", ".gradle .gradle.kts .versions.toml"],
  ["sbt runs it when it starts", ".sbt"],
  ["Nim runs it when it starts here", ".nims"],
  [
    "MSBuild runs it when it builds, and editors build when they open the folder",
    ".csproj .fsproj .vbproj .vcxproj .csproj.user .fsproj.user .vbproj.user .vcxproj.user .proj .props .targets",
  ],
];

/** What pip is given by custom, whatever is before and after, and lock files that have a name of their own. */
export const AUTO_RUN_PATTERNS: readonly (readonly [reason: string, path: RegExp])[] = [
  [
    "pip installs what it names, from where it says",
    /(?:^|[/._-])(?:requirements|constraints)(?:[._-][^/]*|\/[^/]+)?\.(?:txt|in)$/,
  ],
  ["package managers install what it locks, from where it says", /(?:^|\/)pylock\.[^/]+\.toml$/],
];
