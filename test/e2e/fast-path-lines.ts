/** What users may do around `dxg generate` with a built-in template, as scripts for a shell in which `$DXG` is the program. */

/** What is done by the native call alone: arguments of `dxg`, by what is tried. */
export const PLAIN: Readonly<Record<string, readonly string[]>> = {
  "a name": ["generate", "component", "Counter"],
  "another template": ["generate", "component-full", "Counter"],
  "the short command": ["g", "component", "user card"],
  "a folder": ["g", "component", "Counter", "-o", "made"],
  "a folder in others": ["g", "component-full", "Counter", "-o", "made/below/it"],
  "a folder with a slash": ["g", "component", "Counter", "-o", "made/"],
  "this folder": ["g", "component-full", "Counter", "-o", "."],
  "the folder above": ["g", "component", "Counter", "-o", ".."],
  "dots in a folder": ["g", "component", "Counter", "-o", "./a/../made//b/."],
  "a folder before the name": ["g", "-o", "made", "component", "Counter"],
  "the long option": ["g", "component", "Counter", "--output", "made"],
  "the short form": ["g", "component:counter"],
  "the short form with a flag": ["g", "component-full:counter:no-with_state"],
  "a flag": ["g", "component", "Counter", "-p", "no-with_test"],
  "a list": ["g", "component", "Counter", "-p", "state_vars=count,isOpen,query:string"],
  "a list by parts": ["g", "component-full", "Counter", "-p", "state_vars=count", "--param", "state_vars=wide:boolean"],
  "a boolean": ["g", "component", "Counter", "-p", "with_state=yes", "-p", "with_test=0"],
  "a text": ["g", "component", "Counter", "-p", "description=What it is for: a=b, c"],
  "the name as a parameter": ["g", "component", "-p", "name=Counter"],
  "a folder as a parameter": ["g", "component-full", "Counter", "-p", "folder=widgets/counter"],
};

/** Words after `"$DXG" g TEMPLATE`. */
export const WORDS: Readonly<Record<string, string>> = {
  "no name": "",
  "a folder parameter without characters": "x -p folder=",
  "a folder parameter of one character": "x -p folder=日",
  "an empty name": "''",
  "blanks as a name": "' '",
  "a name with blanks": "'  my  user card '",
  "a name of other letters": "'Größe'",
  "a name of signs": "'日本語'",
  "an emoji": "'😀'",
  "two dots": "..",
  "a slash": "a/b",
  "a slash first": "/etc/x",
  "a digit first": "2fa",
  "a name with a colon": "a:b",
  "a name with a line end": "$'a\\nb'",
  "a name with a tab": "$'a\\tb'",
  "a name with an escape": "$'a\\x1b[31mb'",
  "a name that is no UTF-8": "$'a\\xffb'",
  "a very long name": '"$(printf "a%.0s" {1..300})"',
  "a long name of words": '"$(printf "word %.0s" {1..60})"',
  "a device": "con",
  "a keyword": "class",
  ReactNode: "ReactNode",
  "a quote": '"it\'s"',
  "a name after two dashes": "-- -x",
  "too many words": "Counter more",
  "an unknown option": "Counter --nope",
  quiet: "Counter -q",
  "quiet in full, first": "--quiet Counter",
  "quiet with a folder": "-qo made Counter",
  JSON: "Counter --json",
  "a dry run": "Counter --dry-run",
  defaults: "Counter --defaults",
  "an option with an equals sign": "Counter --output=made",
  "an attached option": "Counter -omade",
  "two folders": "Counter -o a -o b",
  "an empty folder": "Counter -o ''",
  "no folder": "Counter -o",
  "an option as a folder": "Counter -o -q",
  "a folder with a blank": "Counter -o 'my folder'",
  "a folder of other letters": "Counter -o ordnér",
  "a folder that begins with a colon": "Counter -o ::x",
  "a folder that begins with a blank": "Counter -o ' ::x'",
  "a folder with an escape": "Counter -o $'a\\x1b[31mb'",
  "a very long folder": 'Counter -o "$(printf "a%.0s" {1..300})"',
  "a deep folder": 'Counter -o "$(printf "a/%.0s" {1..200})"',
  "a folder as long as may be": 'Counter -o "$(printf "aaaaaaaaa/%.0s" {1..450})"',
  "a hidden folder": "Counter -o .hidden",
  "a git folder": "Counter -o .git/hooks",
  "no parameter": "Counter -p",
  "an empty parameter": "Counter -p ''",
  "an equals sign": "Counter -p =",
  "an unknown parameter": "Counter -p nope=1",
  "an unknown flag": "Counter -p no-nope",
  "a private parameter": "Counter -p title=x",
  "the name twice": "Counter -p name=Other",
  "a flag for a text": "Counter -p description",
  "a flag that is no": "Counter -p no-with_test=true",
  "a boolean that is none": "Counter -p with_test=perhaps",
  "a boolean in capitals": "Counter -p with_test=NO",
  "a boolean twice": "Counter -p with_test -p with_test",
  "an attached parameter": "Counter -pno-with_test",
  "a parameter with an equals sign": "Counter --param=no-with_test",
  "an empty list": "Counter -p state_vars=",
  "a list with an empty item": "Counter -p state_vars=a,,b",
  "a list of one name": "Counter -p state_vars=a,A,a",
  "a list of what is no name": "Counter -p state_vars=1a",
  "a list with blanks": "Counter -p 'state_vars=is open, has-more: boolean'",
  "a list with an escaped comma": "Counter -p 'state_vars=a\\,b'",
  "a list in brackets": "Counter -p 'state_vars=[\"a\"]'",
  "a list of other letters": "Counter -p state_vars=größe",
  "a list of what must not be": "Counter -p state_vars=toString,class,value",
  "a text of other letters": "Counter -p 'description=Grüße, 日本 😀'",
  "a text of lines": "Counter -p $'description=one\\ntwo\\r\\nthree'",
  "a long text": 'Counter -p "description=$(printf "many words and-dashes %.0s" {1..40})"',
  "a text that ends a comment": "Counter -p 'description=*/ alert(1) /* `x`'",
  "a text with a turn": "Counter -p $'description=a\\u202eb'",
  "a folder above as a parameter": "Counter -p folder=../x",
  "an absolute folder as a parameter": "Counter -p folder=/tmp/x",
  "an empty folder as a parameter": "Counter -p folder=",
  "a slash after a folder": "Counter -p folder=x/",
  "a parameter with a dot": "Counter -p name.x=1",
};

/** Scripts; those of `TEMPLATE` are run with each template. What they print and leave is compared. */
export const SCRIPTS: Readonly<Record<string, string>> = {
  "a destination that a shell would take apart": `"$DXG" g TEMPLATE Counter -o "my dir"; "$DXG" g TEMPLATE Counter -o "it's $x"`,
  "other files there": 'mkdir made; echo x > made/other; "$DXG" g TEMPLATE Counter -o made',
  "the same files there": '"$DXG" g TEMPLATE Counter -q; "$DXG" g TEMPLATE Counter',
  "one of the files there": '"$DXG" g TEMPLATE Counter -q; find . -name "*test.tsx" -delete; "$DXG" g TEMPLATE Counter',
  "other content there":
    '"$DXG" g TEMPLATE Counter -q; find . -type f | while read f; do echo x >> "$f"; done; "$DXG" g TEMPLATE Counter',
  "another mode there": '"$DXG" g TEMPLATE Counter -q; find . -type f | xargs chmod 755; "$DXG" g TEMPLATE Counter',
  "a folder in the way of a file": 'mkdir -p Counter.tsx Counter/component.tsx; "$DXG" g TEMPLATE Counter',
  "a file in the way of a folder":
    'echo x > Counter; echo x > made; "$DXG" g TEMPLATE Counter; "$DXG" g TEMPLATE Counter -o made/below',
  "a link in the way of a file":
    'mkdir Counter; ln -s nowhere Counter.tsx; ln -s nowhere Counter/state.ts; "$DXG" g TEMPLATE Counter',
  "a link in the way of a folder": 'mkdir real; ln -s real Counter; "$DXG" g TEMPLATE Counter',
  "a link as destination":
    'mkdir real; ln -s real made; "$DXG" g TEMPLATE Counter -o made; "$DXG" g TEMPLATE Other -o made/below',
  "a link to nothing as destination": 'ln -s nowhere made; "$DXG" g TEMPLATE Counter -o made',
  "a link to itself as destination": 'ln -s made made; "$DXG" g TEMPLATE Counter -o made/x',
  "a pipe in the way": 'mkfifo Counter.tsx; mkfifo Counter; "$DXG" g TEMPLATE Counter',
  "a current folder by a link": 'mkdir real; ln -s real link; cd link; "$DXG" g TEMPLATE Counter -o ../x',
  "the root as current folder":
    'here=$PWD; cd /; "$DXG" g TEMPLATE Counter -o "$here"; "$DXG" g TEMPLATE Counter -o "$here/x"',
  "an absolute destination":
    '"$DXG" g TEMPLATE Counter -o "$PWD/made/below"; "$DXG" g TEMPLATE Counter -o "$PWD/../beside"',
  "the current folder in full": '"$DXG" g TEMPLATE Counter -o "$PWD"',
  "a folder with a name of other letters": 'mkdir "ordnér é"; cd "ordnér é"; "$DXG" g TEMPLATE Counter',
  "a current folder that was removed":
    'mkdir gone; cd gone; rmdir ../gone; "$DXG" g TEMPLATE Counter; "$DXG" g TEMPLATE Counter -o /proc/none',
  "a destination in /proc":
    '"$DXG" g TEMPLATE Counter -o /proc/none; "$DXG" g TEMPLATE Counter -o /proc/none/below; cd /proc; "$DXG" g TEMPLATE Counter',
  "a device as destination": '"$DXG" g TEMPLATE Counter -o /dev/null; "$DXG" g TEMPLATE Counter -o /dev/null/x',
  "a name of dxg as output":
    'echo x > .dxg-1-x-1.tmp; "$DXG" g TEMPLATE Counter; mkdir made; mkdir made/.dxg-1-x-2.tmp; "$DXG" g TEMPLATE Counter -o made',
  "a leftover of a process that is gone":
    'mkdir made; echo x > made/.dxg-4194303-abc-1.tmp; "$DXG" g TEMPLATE Counter -o made; mkdir -p made/x/.dxg-4194303-abc-2.tmp/y; "$DXG" g TEMPLATE Counter -o made/x',
  "a lock of dxg": 'mkdir .dx; echo x > .dxg-lock; "$DXG" g TEMPLATE Counter',
  "many files there":
    'mkdir made; (cd made; touch $(seq -f "a-rather-long-name-of-a-file-%g" 1500)); "$DXG" g TEMPLATE Counter -o made; rm made/a-rather*',
  "an umask":
    'umask 077; "$DXG" g TEMPLATE Counter -o a; umask 0; "$DXG" g TEMPLATE Counter -o b; umask 027; "$DXG" g TEMPLATE Counter -o c/d',
  "a set-group folder":
    'mkdir made; chmod 2775 made; "$DXG" g TEMPLATE Counter -o made; "$DXG" g TEMPLATE Counter -o made/below',
  "standard output closed": '"$DXG" g TEMPLATE Counter >&-',
  "standard error closed": '"$DXG" g TEMPLATE Counter 2>&-',
  "all closed": '"$DXG" g TEMPLATE Counter >&- 2>&- <&-',
  "a full standard output": '"$DXG" g TEMPLATE Counter > /dev/full',
  "a full standard error": '"$DXG" g TEMPLATE Counter 2> /dev/full',
  "both full": '"$DXG" g TEMPLATE Counter > /dev/full 2>&1',
  "a standard output that nobody reads": '{ sleep 0.1; "$DXG" g TEMPLATE Counter; echo "exit $?" >&2; } | true',
  "both into one pipe": '{ "$DXG" g TEMPLATE Counter; } 2>&1 | cat',
  "a standard output that is read only": '"$DXG" g TEMPLATE Counter 1< /dev/null',
  "quiet and standard output closed": '"$DXG" g TEMPLATE Counter -q >&-',
  "no HOME": 'env -u HOME "$DXG" g TEMPLATE Counter',
  "an empty HOME": 'HOME= "$DXG" g TEMPLATE Counter',
  "a HOME that is not absolute": 'HOME=home "$DXG" g TEMPLATE Counter',
  "a HOME that is not there": 'HOME=/nowhere "$DXG" g TEMPLATE Counter',
  "no environment": 'env -i "$DXG" g TEMPLATE Counter',
  "XDG folders that are not absolute":
    'XDG_DATA_HOME=data "$DXG" g TEMPLATE Counter -o a; XDG_CONFIG_HOME=x "$DXG" g TEMPLATE Counter -o b',
  "empty XDG folders": 'XDG_DATA_HOME= XDG_CONFIG_HOME= XDG_CACHE_HOME= "$DXG" g TEMPLATE Counter',
  "a project template of the name": `${own(".dx/templates/TEMPLATE")}; mkdir -p deep/er; cd deep/er; "$DXG" g TEMPLATE Counter`,
  "a project template of another name": `${own(".dx/templates/other")}; "$DXG" g TEMPLATE Counter`,
  "an empty folder of project templates below": `${own(".dx/templates/TEMPLATE")}; mkdir -p deep/.dx/templates; cd deep; "$DXG" g TEMPLATE Counter`,
  "a file in place of project templates below": `${own(".dx/templates/TEMPLATE")}; mkdir -p deep/.dx; echo x > deep/.dx/templates; cd deep; "$DXG" g TEMPLATE Counter`,
  "a linked folder of project templates": `${own("elsewhere/TEMPLATE")}; mkdir .dx; ln -s ../elsewhere .dx/templates; "$DXG" g TEMPLATE Counter`,
  "a project folder that is a link to itself": 'ln -s .dx .dx; "$DXG" g TEMPLATE Counter',
  "a folder of project templates that leads nowhere": 'mkdir .dx; ln -s gone .dx/templates; "$DXG" g TEMPLATE Counter',
  "a project template that is an empty folder": 'mkdir -p .dx/templates/TEMPLATE; "$DXG" g TEMPLATE Counter',
  "a project bundle of the name":
    'mkdir -p .dx/templates; echo x > .dx/templates/TEMPLATE.dxf; "$DXG" g TEMPLATE Counter',
  "a project template of the short form": `${own(".dx/templates/TEMPLATE:Counter")}; "$DXG" g TEMPLATE:Counter`,
  "a user template of the name": `${own("data/dxg/templates/TEMPLATE")}; XDG_DATA_HOME=$PWD/data "$DXG" g TEMPLATE Counter`,
  "a user template in HOME": `(cd "$HOME"; ${own(".local/share/dxg/templates/TEMPLATE")}); "$DXG" g TEMPLATE Counter; rm -r "$HOME"/.[a-z]*`,
  "a user bundle of the name":
    'mkdir -p data/dxg/templates; echo x > data/dxg/templates/TEMPLATE.dxf; XDG_DATA_HOME=$PWD/data "$DXG" g TEMPLATE Counter',
  "a user template that is a link to nothing":
    'mkdir -p data/dxg/templates; ln -s nowhere data/dxg/templates/TEMPLATE; XDG_DATA_HOME=$PWD/data "$DXG" g TEMPLATE Counter',
  "defaults of the user":
    'mkdir -p "$HOME/.config/dxg"; echo "defaults: { description: Mine, with_test: false }" > "$HOME/.config/dxg/config.yaml"; "$DXG" g TEMPLATE Counter',
  "defaults of the user that are broken":
    'mkdir -p cfg/dxg; echo "defaults: [" > cfg/dxg/config.yaml; XDG_CONFIG_HOME=$PWD/cfg "$DXG" g TEMPLATE Counter',
  "defaults of the user that are a folder":
    'mkdir -p cfg/dxg/config.yaml; XDG_CONFIG_HOME=$PWD/cfg "$DXG" g TEMPLATE Counter',
  "a user folder in a file": 'echo x > cfg; XDG_CONFIG_HOME=$PWD/cfg XDG_DATA_HOME=$PWD/cfg "$DXG" g TEMPLATE Counter',
  "a path to the template":
    'mkdir TEMPLATE; "$DXG" g ./TEMPLATE Counter; "$DXG" g TEMPLATE/ Counter; "$DXG" g TEMPLATE.dxf Counter',
  "short forms that are wrong":
    '"$DXG" g TEMPLATE:; "$DXG" g TEMPLATE::; "$DXG" g TEMPLATE:a:nope; "$DXG" g :a; "$DXG" g TEMPLATE:a b; "$DXG" g "TEMPLATE:a b:with_test=no" -o x',
  "no template": '"$DXG" g; "$DXG" g ""; "$DXG" generate -q; "$DXG" g nothing Counter',
  "few descriptors": 'ulimit -n 12; "$DXG" g TEMPLATE Counter',
  "a signal that is ignored": 'trap "" INT TERM HUP PIPE; "$DXG" g TEMPLATE Counter',
};

/** Makes a template directory of the user's own in the current folder. */
function own(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const manifest = `{ name: "${name}", version: 1.0.0, params: { name: { positional: true } } }`;
  return `mkdir -p "${path}/files"; echo '${manifest}' > "${path}/template.yaml"; echo mine > "${path}/files/mine.txt"`;
}
