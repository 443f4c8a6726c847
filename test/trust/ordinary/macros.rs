//! Macros as they are usually written.

use std::collections::HashMap;

#[macro_export]
macro_rules! map {
    () => { $crate::macros::HashMap::new() };
    ($($key:expr => $value:expr),+ $(,)?) => {{
        let mut map = ::std::collections::HashMap::new();
        $( map.insert($key, $value); )+
        map
    }};
}

macro_rules! log {
    ($level:ident, $($arg:tt)*) => { eprintln!("{}: {}", stringify!($level), format_args!($($arg)*)) };
}

macro_rules! list {
    [$($item:expr),* $(,)?] => { vec![$($item.into()),*] };
    [$item:expr; $count:expr] => { vec![$item; $count] };
}

macro_rules! kinds {
    ($name:ident { $($kind:ident = $text:literal),+ $(,)? }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $( #[doc = $text] #[cfg_attr(feature = "serde", serde(rename = $text))] $kind, )+
        }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$kind),+];
            pub const TEXTS: &'static [&'static str] = &[$($text),+];

            pub fn text(self) -> &'static str {
                match self { $( $name::$kind => $text, )+ }
            }
        }
    };
}

macro_rules! newtype {
    ($vis:vis struct $name:ident($inner:ty); path $path:path) => {
        #[derive($path)]
        #[repr(transparent)]
        $vis struct $name($inner);

        impl From<$inner> for $name {
            fn from(value: $inner) -> Self { $name(value) }
        }
    };
}

macro_rules! sum {
    ($first:expr) => { $first };
    ($first:expr, $($rest:expr),+) => { $first + sum!($($rest),+) };
}

macro_rules! tuple {
    ($($name:ident),+) => {
        impl<$($name: Shape),+> Shape for ($($name,)+) {
            fn sides(&self) -> u32 {
                #[allow(non_snake_case)]
                let ($($name,)+) = self;
                [$($name.sides()),+].iter().sum()
            }
        }
    };
}

macro_rules! check {
    ($left:expr, $right:expr, $array:ident, $index:tt) => {
        if $left != $right && !$left.is_empty() {
            assert!(!$array[$index], "{}", [$left, $right].concat());
            let [a, b] = [$array[$index] as u8, $array.$index as u8];
        }
    };
}

macro_rules! fields {
    ($($field:ident: $ty:ty,)*) => {
        paste::paste! {
            $(
                pub fn [<get_ $field>](&self) -> &$ty { &self.$field }
                pub fn [<$field:snake _mut>](&mut self) -> &mut $ty { &mut self.$field }
                pub struct [<$field:camel Error>];
            )*
            let a = [<Vec<u8> as Default>::default(), <u8 as Into<Vec<u8>>>::into(1)];
        }
    };
}

cfg_if::cfg_if! {
    if #[cfg(windows)] {
        #[path = "windows.rs"]
        mod imp;
    } else {
        #[path = "sub/unix.rs"]
        mod imp;
    }
}

thread_local! {
    static PATH: std::cell::RefCell<Option<std::path::PathBuf>> = const { std::cell::RefCell::new(None) };
}

fn json(path: &str) -> Value {
    json!({ "path": path, "include": ["a", path], "list": [path, [path]] })
}

html! { <Route path="/home" view=Home/> }

fn tokens(name: &Ident, path: &Path) -> TokenStream {
    quote! { #[derive(Debug)] struct #name { #(#fields),* } impl #path for #name {} }
}
