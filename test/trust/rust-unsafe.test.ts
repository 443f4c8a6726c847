/** Unsafe Rust found by syntax: what is code and what only looks like it. */
import { describe, expect, test } from "bun:test";
import { newUnsafe } from "../../src/trust/rust-unsafe.ts";

const found = (after: string, before?: string): readonly string[] =>
  newUnsafe(after, before).map(({ what, line }) => `${what}:${line}`);

describe("newUnsafe()", () => {
  test.each([
    ["unsafe {}", 1],
    ["unsafe fn f() {}", 1],
    ["unsafe impl Send for A {}", 1],
    ["unsafe trait A {}", 1],
    ['unsafe extern "C" {}', 1],
    ["#[unsafe(no_mangle)] fn f() {}", 1],
    ["type A = unsafe fn();", 1],
    ["let a = unsafe{1}+unsafe{2};", 2],
    ["m!(unsafe)", 1],
    ["macro_rules! m { ($a:expr) => { unsafe { $a } } }", 1],
    ["'a'; unsafe {}", 1],
    ["'\\''; unsafe {}", 1],
    ["'\\\\'; unsafe {}", 1],
    ["'\"'; unsafe {} '\"'", 1],
    ["b'\"'; unsafe {} b'\"'", 1],
    ["'\\u{22}'; unsafe {}", 1],
    ["'é'; unsafe {}", 1],
    ["'😀'; unsafe {}", 1],
    ["fn f<'a>(a: &'a str) { unsafe {} } // '", 1],
    ["'outer: loop { unsafe { break 'outer } }", 1],
    ['"\\""; unsafe {} "', 1],
    ['"\\\\"; unsafe {} ""', 1],
    ['r"\\"; unsafe {} ""', 1],
    ['r#"""#; unsafe {}', 1],
    ['br##"#"##; unsafe {}', 1],
    ['b"\\""; unsafe {}', 1],
    ['c"\\""; unsafe {}', 1],
    ["/**/unsafe {}", 1],
    ["/* /* */ */ unsafe {}", 1],
    ["//\nunsafe {}", 1],
    ["/*/ */ unsafe {}", 1],
    ["#!/bin/x unsafe\nunsafe {}", 1],
    ["#![a] unsafe {}", 1],
    ["#! [a] unsafe {}", 1],
    ["\ufeffunsafe {}", 1],
    ["a.0unsafe", 0],
    ['1r"\\" , " unsafe {} ""', 1],
    ["r#fn unsafe {}", 1],
    ["#[no_mangle] fn f() {}", 1],
    ["#[cfg_attr(a, no_mangle)] fn f() {}", 1],
    ['#[export_name = "malloc"] fn f() {}', 1],
    ['#[link_section = "x"] static A: u8 = 1;', 1],
    ['std::arch::global_asm!("");', 1],
    ['include!("a.txt")', 1],
    ['include!(concat!("a", ".rs"))', 1],
    ['include!(env!("OUT_DIR"))', 1],
    ['#[path = "a.txt"] mod a;', 1],
    ['#[path = "/tmp/a.rs"] mod a;', 1],
    // What only looks like it.
    ["// unsafe {}", 0],
    ["/// unsafe {}", 0],
    ["/* unsafe {} */", 0],
    ["/* /* */ unsafe {} */", 0],
    ['"unsafe {}"', 0],
    ['"\\" unsafe {}"', 0],
    ['"\n unsafe {}\n"', 0],
    ['r"unsafe {}"', 0],
    ['r#"" unsafe {} "#', 0],
    ['br#"" unsafe {} "#', 0],
    ['r##""# unsafe {} "##', 0],
    ["r#unsafe()", 0],
    ["fn r#unsafe() {}", 0],
    ["unsafety(); not_unsafe(); unsafe_(); Unsafe; UNSAFE", 0],
    ["unsafé()", 0],
    ["'unsafe: loop {}", 0],
    ["#![forbid(unsafe_code)]", 0],
    ["fn no_mangle() { no_mangle() }", 0],
    ['include!("a.rs")', 0],
    ['include_str!("a.txt")', 0],
    ['#[path = "sub/a.rs"] mod a;', 0],
    ["let path = 1;", 0],
    ["", 0],
  ])("%j: %p", (source, count) => {
    expect(found(source)).toHaveLength(count);
  });

  test("takes both readings of c-strings, whatever the edition", () => {
    expect(found('m!{ cr#"a" unsafe {} "b"# }').length).toBeGreaterThan(0);
    expect(found('m!{ cr"\\" unsafe {} "x" }').length).toBeGreaterThan(0);
  });

  test("tells the line", () => {
    expect(found('fn a() {\n  "\n\n";\n  unsafe {}\n}\n')).toEqual(["unsafe:5"]);
  });

  test.each([
    ["unsafe { a() }", "unsafe { a() }", 0],
    ["// new\nunsafe {\n  a()\n}", "unsafe { a() }", 0],
    ["fn b() {} unsafe { a() } fn c() {}", "unsafe { a() }", 0],
    ["unsafe { b() }", "unsafe { a() }", 1],
    ["unsafe { a() } unsafe { a() }", "unsafe { a() }", 1],
    ["unsafe { a(); b() }", "unsafe { a() }", 1],
    ["", "unsafe { a() }", 0],
    ["#[no_mangle] fn a() { b() }", "#[no_mangle] fn a() { c() }", 1],
    ["#[no_mangle] fn a() {}", "#[no_mangle] fn a() {} fn b() {}", 0],
    ['unsafe { a("x") }', 'unsafe { a("y") }', 1],
  ])("%j after %j has %p new", (after, before, count) => {
    expect(found(after, before)).toHaveLength(count);
  });

  test("takes time in proportion to the source", () => {
    const start = performance.now();
    for (const part of ["/*", '"', "'", "r#", "unsafe ", "unsafe{", "{[(", 'cr#"']) found(part.repeat(20_000));
    for (const part of ["[$a(", "[$(", "#[$a", "m!{[<", "m!([<$a", "cfg_attr(", "use {", "include!(", "$(a)*!"]) {
      found(part.repeat(20_000));
    }
    expect(performance.now() - start).toBeLessThan(4000);
  });
});
