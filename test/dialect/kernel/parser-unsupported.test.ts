import { describe, expect, test } from "vitest";
import { inBody, problems } from "./printed.js";

describe("what C has and tests do not, in a body", () => {
  test.each([
    [
      "float f;",
      [
        '1:1 "float" unsupported-type: `float` is not supported (values are integers and pointers: use an integer type, such as `long`)',
      ],
    ],
    [
      "x = (double)y;",
      [
        '1:6 "double" unsupported-type: `double` is not supported (values are integers and pointers: use an integer type, such as `long`)',
      ],
    ],
    [
      "long double x;",
      [
        '1:6 "double" unsupported-type: `double` is not supported (values are integers and pointers: use an integer type, such as `long`)',
      ],
    ],
    [
      'asm volatile("" ::: "memory");',
      [
        '1:1 "asm" unsupported-asm: inline assembly is not supported (use a primitive of the kernel, such as `barrier()`, `smp_mb()` or `READ_ONCE()`)',
      ],
    ],
    [
      "x = offsetof(struct s, f);",
      ['1:5 "offsetof" unsupported-word: `offsetof` is not supported'],
    ],
    [
      "_Static_assert(1);",
      ['1:1 "_Static_assert" unsupported-word: `_Static_assert` is not supported'],
    ],
    [
      "(*f)(1);",
      [
        '1:1 "(*f)" unsupported-function-pointer: only a function\'s own name can be called (`variants` can bind the name of a function to one of several)',
      ],
    ],
    [
      "p->f(1);",
      [
        '1:1 "p->f" unsupported-function-pointer: only a function\'s own name can be called (`variants` can bind the name of a function to one of several)',
      ],
    ],
    [
      "f(1)(2);",
      [
        '1:1 "f(1)" unsupported-function-pointer: only a function\'s own name can be called (`variants` can bind the name of a function to one of several)',
      ],
    ],
    [
      "int (*f)(int);",
      [
        '1:5 "(*f)" unsupported-function-pointer: pointers to functions are not supported (call the function by its name; `variants` can bind that name to one of several)',
      ],
    ],
    [
      "int f(int);",
      ['1:5 "f" unsupported-nested-function: a function cannot be declared inside of a function'],
    ],
    [
      'x = "text";',
      [
        '1:5 "\\"text\\"" unsupported-string: a string is no value here (it may be an argument, as in `pr_info("...")`)',
      ],
    ],
    [
      'const char *s = "text";',
      [
        '1:17 "\\"text\\"" unsupported-string: a string is no value here (it may be an argument, as in `pr_info("...")`)',
      ],
    ],
    [
      "static int n;",
      [
        '1:1 "static int" unsupported-global: `static` variables are shared by all threads (declare it in the init block `{ ... }`, and give threads its address)',
      ],
    ],
    [
      "extern int n;",
      [
        '1:1 "extern int" unsupported-global: `extern` variables are shared by all threads (declare it in the init block `{ ... }`, and give threads its address)',
      ],
    ],
    [
      "case 1 ... 2: ;",
      ['1:8 "..." unsupported-range: ranges are not supported (write one `case` for each value)'],
    ],
    [
      "int a[4] = { [0 ... 3] = 1 };",
      [
        '1:17 "..." unsupported-range: ranges are not supported (write one `[index] = value` for each element)',
      ],
    ],
    [
      "x = (struct s){ .a = 1 };",
      [
        '1:5 "(struct s)" unsupported-compound-literal: a value `(type){ ... }` is not supported (declare a variable with this initial value, and use its name here)',
      ],
    ],
    [
      "struct s { int a : 3; } v;",
      [
        '1:18 ":" unsupported-bit-field: bit-fields are not supported (give the field an integer type of its own, or use masks on a whole word)',
      ],
    ],
    [
      "for_each_thing(x) { a; }",
      [
        '1:1 "for_each_thing" unknown-macro: `for_each_thing` is no loop or guard that is known (write it out as `for`, `while` or a block, or `#define` it)',
      ],
    ],
    ["for_each_thing(x)\n a;", ['1:18 "" unexpected-token: expected `;`, found `a`']],
    [
      "struct s v = { .a.b = 1 };",
      [
        '1:18 "." unexpected-token: expected `=`, found `.` (write a list in the list: `.a = { .b = 1 }`)',
      ],
    ],
    ["goto *p;", ['1:6 "*" unexpected-token: expected the name of a label, found `*`']],
    ["x = &&out;", ['1:5 "&&" unexpected-token: expected an expression, found `&&`']],
    [
      "int *p __free(kfree) = f();",
      [
        '1:8 "__free" unsupported-word: `__free` is not supported (call the function where the variable goes out of scope)',
      ],
    ],
    [
      "int x __attribute__((cleanup(f)));",
      [
        '1:22 "cleanup" unsupported-word: the attribute `cleanup` is not supported (call the function where the variable goes out of scope)',
      ],
    ],
  ])("%s", (text, expected) => {
    expect(inBody(text)).toEqual(expected);
  });
});

describe("what C has and tests do not, outside of bodies", () => {
  test.each([
    [
      "#if X\nP0() { }\n#else\nP1() { }\n#endif",
      [
        '1:2 "if" unsupported-directive: `#if` is not supported (keep one of the alternatives; what differs can be a name that `variants` binds)',
      ],
    ],
    ["#pragma once", ['1:2 "pragma" unsupported-directive: `#pragma` is not supported']],
    [
      "#define F(x, ...) x",
      [
        '1:14 "..." unsupported-variadic: a macro with a variable number of arguments is not supported',
      ],
    ],
    [
      "int f(int x, ...) { }",
      [
        '1:14 "..." unsupported-variadic: functions with a variable number of arguments are not supported',
      ],
    ],
    [
      "int f(int (*g)(int)) { }",
      [
        '1:11 "(*g)" unsupported-function-pointer: pointers to functions are not supported (call the function by its name; `variants` can bind that name to one of several)',
      ],
    ],
    [
      "typedef void (*f_t)(int);",
      [
        '1:14 "(*" unterminated-comment: `(*` outside of functions opens a comment, and it is never closed',
        '1:14 "(*f_t)" unsupported-function-pointer: pointers to functions are not supported (call the function by its name; `variants` can bind that name to one of several)',
      ],
    ],
    [
      "struct s { void (*f)(int); };",
      [
        '1:17 "(*f)" unsupported-function-pointer: pointers to functions are not supported (call the function by its name; `variants` can bind that name to one of several)',
      ],
    ],
    [
      "struct s { unsigned a : 1, b : 2; };",
      [
        '1:23 ":" unsupported-bit-field: bit-fields are not supported (give the field an integer type of its own, or use masks on a whole word)',
      ],
    ],
    [
      "int x = 1;",
      [
        '1:5 "x" unsupported-global: `x` is declared outside of the functions (declare it in the init block `{ ... }`, and give threads its address)',
      ],
    ],
    [
      "DEFINE_SPINLOCK(lock);",
      [
        '1:1 "DEFINE_SPINLOCK" unsupported-global: `DEFINE_SPINLOCK(...)` declares nothing that is known (declare it in the init block `{ ... }`, and give threads its address)',
      ],
    ],
    [
      "struct s { int a; } v;",
      [
        '1:21 "v" unsupported-global: `v` is declared outside of the functions (declare it in the init block `{ ... }`, and give threads its address)',
      ],
    ],
    [
      'asm("nop");',
      [
        '1:1 "asm" unsupported-asm: inline assembly is not supported (use a primitive of the kernel, such as `barrier()`, `smp_mb()` or `READ_ONCE()`)',
      ],
    ],
    [
      "float f(void) { }",
      [
        '1:1 "float" unsupported-type: `float` is not supported (values are integers and pointers: use an integer type, such as `long`)',
      ],
    ],
  ])("%s", (text, expected) => {
    expect(problems(text)).toEqual(expected);
  });
});
