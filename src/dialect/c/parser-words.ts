import type { Cursor } from "./parser-cursor.js";

/**
 * Words of declarations that say nothing about what threads can see, and are passed over. `static`
 * and `extern` are not among them: they change what a declaration inside of a function means.
 */
export const DROPPED_WORDS: ReadonlySet<string> = new Set(
  (
    "const volatile _Atomic register restrict inline __const __const__ __volatile __volatile__ " +
    "__restrict __restrict__ __inline __inline__ __always_inline noinline noinline_for_stack " +
    "noinstr notrace __flatten __used __unused __maybe_unused __always_unused __must_check " +
    "__pure __attribute_const__ __cold __hot __init __exit __initdata __sched __cpuidle " +
    "__latent_entropy __no_kcsan __no_kasan_or_inline __no_sanitize_or_inline asmlinkage " +
    "__visible __weak __deprecated __malloc __rcu __user __kernel __iomem __percpu __force " +
    "__nocast __private __bitwise __packed __read_mostly __ro_after_init __randomize_layout " +
    "__no_randomize_layout ____cacheline_aligned ____cacheline_aligned_in_smp " +
    "____cacheline_internodealigned_in_smp __noreturn __signed_wrap __nocfi __noscs __noclone " +
    "__gnu_inline __no_profile __no_stack_protector __no_context_analysis __designated_init " +
    "__meminit"
  ).split(" "),
);

/** As `DROPPED_WORDS`, with a parenthesis after them. */
export const DROPPED_CALLS: ReadonlySet<string> = new Set(
  (
    "__attribute __attribute__ __aligned __printf __scanf __section __must_hold " +
    "__must_hold_shared __acquires __acquires_shared __releases __releases_shared " +
    "__cond_acquires __guarded_by __pt_guarded_by __counted_by __nonnull __alloc_size " +
    "__no_sanitize __assume_aligned __realloc_size __diagnose_as"
  ).split(" "),
);

/** What types C has beside integers, pointers, arrays and structs. */
export const UNSUPPORTED_TYPES: ReadonlySet<string> = new Set(
  "float double _Complex _Float16 _Float32 _Float64 __int128 _Thread_local __thread".split(" "),
);

const UNSUPPORTED_WORDS: ReadonlySet<string> = new Set(
  (
    "asm __asm __asm__ _Generic _Static_assert static_assert offsetof __builtin_offsetof " +
    "_Alignof alignof __alignof__ __label__ __cleanup __free __builtin_choose_expr " +
    "__builtin_types_compatible_p"
  ).split(" "),
);

/** C++'s objects that hold a lock as long as they are there. */
const GUARDS: ReadonlySet<string> = new Set(["lock_guard", "scoped_lock", "unique_lock"]);

/**
 * Reports the next token when it starts something that C has and tests do not, and gives up what is
 * being read.
 */
export function refuseUnsupported(cursor: Cursor): void {
  const { text, span } = cursor.token;
  if (UNSUPPORTED_TYPES.has(text)) {
    const note = "values are integers and pointers: use an integer type, such as `long`";
    cursor.refuse("unsupported-type", span, `\`${text}\` is not supported`, note);
  }
  if (cursor.allowsReferences && GUARDS.has(text)) {
    const note = "call `lock()` and `unlock()` of the mutex";
    cursor.refuse("unsupported-word", span, `\`${text}\` is not supported`, note);
  }
  if (!UNSUPPORTED_WORDS.has(text)) return;
  if (text.includes("asm")) {
    const note = "use a primitive of the kernel, such as `barrier()`, `smp_mb()` or `READ_ONCE()`";
    cursor.refuse("unsupported-asm", span, "inline assembly is not supported", note);
  }
  const note = "call the function where the variable goes out of scope";
  const notes = text === "__cleanup" || text === "__free" ? [note] : [];
  cursor.refuse("unsupported-word", span, `\`${text}\` is not supported`, ...notes);
}
