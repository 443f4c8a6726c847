/** Rust in which what is unsafe goes by another name, is named elsewhere or is put together, and what only looks so. */
import { describe, expect, test } from "bun:test";
import { newUnsafe } from "../../src/trust/rust-unsafe.ts";

const found = (source: string): readonly string[] => newUnsafe(source, undefined).map(({ what }) => what);

describe("newUnsafe() finds", () => {
  test.each([
    // Another name.
    'use std::include as i; i!("x.txt");',
    'pub use core::include as x; x!("x.txt");',
    'use std::{include as i, fmt}; i!("x.txt");',
    'use ::std::{self as s, include as i}; i!("x.txt");',
    'use std::r#include as i; i!("x.txt");',
    "pub use std::include;",
    'use core::arch::global_asm as g; g!("nop");',
    'use core::arch::{self, global_asm as g}; g!("nop");',
    "use core::arch::asm as g;",
    "use core::arch::{asm as g};",
    "use core::arch::naked_asm as g;",
    'extern crate std as s; s::include!("x.txt");',
    // A raw name.
    '#[r#no_mangle] pub extern "C" fn f() {}',
    '#[r#export_name = "f"] pub fn f() {}',
    '#[r#link_section = ".x"] static A: u8 = 1;',
    '#[r#path = "x.txt"] mod a;',
    '#[cfg_attr(all(), r#path = "x.txt")] mod a;',
    '#[r#cfg_attr(all(), path = "x.txt")] mod a;',
    'r#include!("x.txt");',
    'core::arch::r#global_asm!("nop");',
    // The name of a macro.
    'macro_rules! n { ($x:ident) => { $x!("x.txt"); } }',
    'macro_rules! n { ($x:ident) => { std::$x ! ["x.txt"]; } }',
    'macro_rules! n { ($x:path) => { $x!{"x.txt"} } }',
    "macro_rules! n { ($x:ident $g:tt) => { $x!$g; } }",
    'macro_rules! n { ($($x:ident)*) => { $($x)*!("x.txt"); } }',
    'macro_rules! n { ($($x:ident)*) => { $($x)::+!("x.txt"); } }',
    "n!(include);",
    "n!(r#include);",
    'n!([include] ! "x.txt");',
    'n!(include!("a.rs") "x.txt");',
    'n!(include ! "a.rs" "x.txt");',
    "macro_rules! n { ($a:tt) => { k!(include $a) } }",
    'macro_rules! n { ($d:tt) => { macro_rules! k { ($d x:ident) => { $d x!("x.txt"); } } } } n!($); k!(include);',
    'n! { include!("a.rs"); }',
    "#[rustc_builtin_macro(include)] macro_rules! i { () => {} }",
    // The name of an attribute.
    'macro_rules! m { ($p:ident) => { #[$p = "x.txt"] mod a; } }',
    "macro_rules! m { ($p:ident) => { #![$p] } }",
    "macro_rules! m { ($($t:tt)*) => { #[$($t)*] mod a; } }",
    "macro_rules! m { ($g:tt) => { #$g mod a; } }",
    "macro_rules! m { ($(#[$m:meta])* struct) => { $(#[$m])* struct A; } }",
    "macro_rules! m { ($m:meta) => {} }",
    "macro_rules! m { ($m:meta) => { #[cfg_attr(all(), $m)] mod a; } }",
    "macro_rules! m { ($($t:tt)*) => { #[cfg_attr(all(), doc = $($t)*)] mod a; } }",
    'macro_rules! m { ($c:ident $p:ident) => { #[$c(all(), $p = "x.txt")] mod a; } }',
    'macro_rules! m { ($h:tt $p:ident) => { $h [$p = "x.txt"] mod a; } }',
    "macro_rules! m { ($h:tt $p:ident $e:tt $l:tt) => { $h [$p $e $l] mod a; } }",
    'macro_rules! m { ($h:tt $p:ident $e:tt) => { $h [$p "x.txt"] mod a; } }',
    'macro_rules! m { ($h:tt $e:tt $p:ident) => { $h [$e path = "x.txt"] mod a; } }',
    'macro_rules! m { ($h:tt $p:ident) => { $h [cfg_attr(all(), $p = "x.txt")] mod a; } }',
    'macro_rules! m { ($h:tt $c:ident $p:ident) => { $h [$c(all(), $p = "x.txt")] mod a; } }',
    "macro_rules! m { ($h:tt $($t:tt)*) => { m!(@x [$($t)*] $h); } }",
    'macro_rules! m { ($h:tt $($p:ident)*) => { $h [$($p = "x.txt"),*] mod a; } }',
    'macro_rules! m { ($d:tt) => { macro_rules! k { ($d p:ident) => { #[$d p = "x.txt"] mod a; } } } }',
    'macro_rules! m { ($e:tt) => { #[path $e "x.txt"] mod a; } }',
    'm!([path = "x.txt"]);',
    "m!(# cfg_attr path);",
    "macro_rules! m { ($h:tt $s:tt) => { $h [cfg_attr $s] mod a; } }",
    "m!(# no_mangle);",
    'm!(# export_name = "f");',
    // Signs that a macro leaves out.
    'm!{ . include ("x.txt") ! }',
    'm!{ include : ("x.txt") ! }',
    "paste! { m!{ fn [<un safe>] {} } }",
    "paste! { m!{ . [<un safe>] {} } }",
    // Put together.
    'paste! { #[[<no "_":upper mangle>]] fn f() {} }',
    'paste! { [<"":upper un safe>] {} }',
    'paste! { [<"_":camel un safe>] {} }',
    "paste! { [<no $u:upper mangle>] }",
    "paste! { [<UnSafe:lower_camel>] {} }",
    'paste! { [<inc lude>]!("x.txt"); }',
    "paste! { fn f() { [<un safe>] {} } }",
    'paste! { [<"un" "safe">] fn f() {} }',
    'paste! { #[[<pa th>] = "x.txt"] mod a; }',
    "paste! { #[[<no _mangle>]] fn f() {} }",
    "paste! { [<INCLUDE:lower>]!(1); }",
    "macro_rules! m { ($a:ident $b:ident) => { paste! { [<$a $b>]!(1); } } }",
    "macro_rules! m { ($a:ident) => { paste! { [<in $a>]!(1); } } }",
    "macro_rules! m { ($a:literal) => { paste! { [<$a>] {} } } }",
    'paste! { [<env!("A")>]!(1); }',
    'macro_rules! m { () => { $ {concat(inc, lude)}!("x.txt"); } }',
    // Libraries, whose code runs before that of the program.
    '#[link(name = "a", kind = "static")] extern "C" {}',
    '#[cfg_attr(all(), link(name = "a"))] extern "C" {}',
    'extern "C" { #![link(name = "a")] }',
    'm!(# link(name = "a"));',
  ])("one in %s", (source) => {
    expect(found(source).length).toBeGreaterThan(0);
  });
});

describe("newUnsafe() finds none in", () => {
  test.each([
    "fn f() { if (path == other) || [path] == x { g(path, path = other) } }",
    "use crate::include::Includes;",
    "use cortex_m::asm;",
    "fn f() -> ! { if !(include) {} }",
    "m!(x.no_mangle, A { link_section: 2 });",
    "fn f() { self.include(); include.len(); A { include: 1 } }",
    "fn f() { call(export_name, link_section) }",
    "#[derive($($name),*)] struct A;",
    "m! { ($a:expr) => { a[$a] != [$a, $b] && [$a; 2] == [$a as u8] } }",
    "m! { [$($a,)*] [$($a),+] [$a.b()] [$a(1)] }",
    '#[serde(rename = "path", path = "a")] struct A;',
    "paste! { fn [<get_ $name:snake>]() { self.[<$name _mut>]; [<Some $name:camel>] } }",
  ])("%s", (source) => {
    expect(found(source)).toEqual([]);
  });
});
