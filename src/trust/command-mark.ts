/**
 * What a person must know of a command beyond its words: that its program is a shell, or an interpreter that is given code
 * instead of a file. It tells, and allows or refuses nothing.
 */

const SHELLS: readonly string[] =
  "sh bash rbash dash ash zsh ksh mksh fish csh tcsh nu xonsh elvish busybox cmd powershell pwsh osascript".split(" ");

/** Programs that start the one that is named after them. */
const STARTERS: readonly string[] =
  "env sudo doas nice nohup timeout setsid stdbuf time xargs find watch chroot unshare exec command parallel".split(
    " ",
  );

/** Interpreters, and the words by which they take code from the command line. */
const CODE_WORDS: readonly (readonly [program: RegExp, words: RegExp])[] = [
  [/^(?:python|pypy)[\d.]*w?$/, /^-[A-Za-z]*c/],
  [/^(?:node|nodejs|bun|tsx|ts-node)$/, /^(?:-[a-z]*[pe]|--eval\b|--print\b)/],
  [/^deno$/, /^eval$/],
  [/^(?:ruby|irb)[\d.]*$/, /^-[A-Za-z]*e/],
  [/^perl[\d.]*$/, /^-\w*[eE]/],
  [/^php[\d.]*$/, /^-(?:[rBRE]|-run|-process-)/],
  [/^(?:lua|luajit|rscript|groovy|scala|julia|elixir|ghc)[\d.]*$/, /^-(?:e|-eval)/],
  [/^(?:g|m|n)?awk$/, /^/],
];

/** The remark on a command, in words; undefined for one that is what it looks like. */
export function commandMark(command: readonly string[]): string | undefined {
  const starter = STARTERS.includes(programName(command[0] ?? ""));
  const programs = starter ? command : command.slice(0, 1);
  for (const [index, word] of programs.entries()) {
    const name = programName(word);
    if (SHELLS.includes(name)) return "a shell: it can run anything";
    const code = CODE_WORDS.find(([program]) => program.test(name))?.[1];
    if (code !== undefined && command.slice(index + 1).some((one) => code.test(one))) {
      return "code on its command line: it can run anything";
    }
  }
  return undefined;
}

function programName(word: string): string {
  const name = word.slice(Math.max(word.lastIndexOf("/"), word.lastIndexOf("\\")) + 1).toLowerCase();
  return name.replace(/\.(?:exe|com|bat|cmd)$/, "");
}
