/** The completer of PowerShell. It offers files by itself where this one offers nothing. */
import type { Completes } from "./command.ts";
import type { Completed } from "./completed.ts";

export function powershellCompletion(all: readonly Completed[]): string {
  const flags = table(
    all.flatMap(({ paths, flags: own }) =>
      rows(
        paths,
        "",
        own.map(({ names }) => names[0]),
      ),
    ),
  );
  const taking = all.flatMap(({ paths, flags: own }) =>
    own.filter(({ takesValue }) => takesValue).flatMap(({ names }) => rows(paths, "", names)),
  );
  const offers = all.flatMap(({ paths, commands, flags: own, positionals }) => [
    ...own.flatMap(({ names, completes }) => names.flatMap((name) => offerRows(paths, name, completes))),
    ...(commands.length > 0 ? [commands.map(({ word }) => word)] : positionals).flatMap((completes, index) =>
      offerRows(paths, String(index), completes),
    ),
  ]);
  const positions = all.flatMap(({ paths, positionals }) =>
    paths.map((path) => `    '${path}' = ${positionals.length}`),
  );
  return `Register-ArgumentCompleter -Native -CommandName dxg -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $flags = @{
${flags}
  }
  $taking = @{
${table(merged(taking))}
  }
  $offers = @{
${table(offers)}
  }
  $positions = @{
${positions.join("\n")}
  }
  $path = ''
  $flag = ''
  $given = @()
  $only = $false
  $elements = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
    Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  foreach ($element in $elements) {
    $next = ($path + ' ' + $element).Trim()
    if ($flag -ne '') { $flag = '' }
    elseif (-not $only -and $element -eq '--') { $only = $true }
    elseif (-not $only -and $element -like '-?*') { if (@($taking[$path]) -contains $element) { $flag = $element } }
    elseif ($given.Count -eq 0 -and $flags.ContainsKey($next)) { $path = $next }
    else { $given += $element }
  }
  $key = if ($flag -ne '') { $flag } else { [string]$given.Count }
  $words = @()
  if ($flag -eq '' -and -not $only -and ($wordToComplete -like '-*' -or $given.Count -ge $positions[$path])) {
    $words += @($flags[$path])
  }
  foreach ($word in @($offers[($path + ' ' + $key).Trim()])) {
    switch ($word) {
      '<templates>' { $words += @(dxg template list 2>$null | ForEach-Object { ($_ -split ' ')[0] }) }
      '<parameters>' {
        $in = $false
        $template = (@($given + '')[0] -split ':')[0]
        dxg template show $template 2>$null | ForEach-Object {
          if ($_ -eq 'Parameters') { $in = $true } elseif ($_ -eq '') { $in = $false }
          elseif ($in -and $_ -match '^  (\\S+)') { $words += $Matches[1] + '=' }
        }
      }
      default { $words += $word }
    }
  }
  $words | Where-Object { $_ -and $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_)
  }
}
`;
}

type Row = readonly [key: string, words: readonly string[]];

function rows(paths: readonly string[], end: string, words: readonly string[]): readonly Row[] {
  return paths.map((path) => [`${path} ${end}`.trim(), words]);
}

/** What is asked for when the script runs stands in angle brackets; files are PowerShell's own. */
function offerRows(paths: readonly string[], end: string, completes: Completes | undefined): readonly Row[] {
  if (completes === undefined || completes === "files") return [];
  return rows(paths, end, typeof completes === "string" ? [`<${completes}>`] : completes);
}

/** Rows of the same key joined, since a table of PowerShell takes a key once. */
function merged(all: readonly Row[]): readonly Row[] {
  const joined = new Map<string, readonly string[]>();
  for (const [key, words] of all) joined.set(key, [...(joined.get(key) ?? []), ...words]);
  return [...joined];
}

function table(all: readonly Row[]): string {
  return all.map(([key, words]) => `    '${key}' = @(${words.map((word) => `'${word}'`).join(", ")})`).join("\n");
}
