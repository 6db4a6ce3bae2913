import { expect, test } from "vitest";
import { Prelude } from "../../../src/dialect/c/prelude.js";
import { KERNEL } from "../../../src/dialect/kernel/language.js";
import type { Primitive } from "../../../src/dialect/primitive.js";
import { code, emitted, programOf } from "./lowered.js";
import { printThread } from "./print.js";

test.each([
  ["READ_ONCE(*x)", ["load.relaxed [x]"]],
  ["READ_ONCE_NOCHECK(*x)", ["load.relaxed [x]"]],
  ["WRITE_ONCE(*x, 1)", ["store.relaxed [x] 1"]],
  ["data_race(*x)", ["load.plain [x]"]],
  ["*x = 1", ["store.plain [x] 1"]],
  ["smp_load_acquire(x)", ["load.acquirePc [x]"]],
  ["smp_store_release(x, 1)", ["store.release [x] 1"]],
  ["smp_store_mb(*x, 1)", ["store.relaxed [x] 1", "fence.mb"]],
  ["rcu_dereference(*x)", ["load.relaxed [x]"]],
  ["rcu_dereference_check(*x, 1)", ["load.relaxed [x]"]],
  ["rcu_dereference_protected(*x, 1)", ["load.plain [x]"]],
  ["rcu_access_pointer(*x)", ["load.relaxed [x]"]],
  ["rcu_assign_pointer(*x, 1)", ["store.release [x] 1"]],
  ["rcu_assign_pointer(*x, NULL)", ["store.relaxed [x] 0"]],
  ["RCU_INIT_POINTER(*x, 1)", ["store.relaxed [x] 1"]],
  ["set_current_state(2)", ["store.relaxed [P0's state] 2", "fence.mb"]],
  ["xchg(x, 1)", ["rmw.full [x] 1"]],
  ["xchg_acquire(x, 1)", ["rmw.acquirePc/relaxed [x] 1"]],
  ["cmpxchg_release(x, 1, 2)", ["rmw.relaxed/release [x] 2 if old == 1"]],
  ["mb()", ["fence.mb"]],
  ["rmb()", ["fence.rmb"]],
  ["wmb()", ["fence.wmb"]],
  ["smp_mb()", ["fence.mb"]],
  ["smp_rmb()", ["fence.rmb"]],
  ["smp_wmb()", ["fence.wmb"]],
  ["dma_rmb()", ["fence.rmb"]],
  ["dma_wmb()", ["fence.wmb"]],
  ["virt_mb()", ["fence.mb"]],
  ["smp_mb__before_atomic()", ["fence.before-atomic"]],
  ["smp_mb__after_atomic()", ["fence.after-atomic"]],
  ["smp_mb__after_spinlock()", ["fence.after-spinlock"]],
  ["smp_mb__after_unlock_lock()", ["fence.after-unlock-lock"]],
  ["smp_mb__after_srcu_read_unlock()", ["fence.after-srcu-read-unlock"]],
  ["smp_acquire__after_ctrl_dep()", ["fence.rmb"]],
  ["barrier()", ["fence.barrier"]],
  ["rcu_read_lock()", ["rcu.lock rcu"]],
  ["rcu_read_unlock()", ["rcu.unlock rcu"]],
  ["synchronize_rcu()", ["rcu.synchronize rcu"]],
  ["synchronize_rcu_expedited()", ["rcu.synchronize rcu"]],
])("%s emits %j", (call, lines) => {
  expect(emitted(call, "int *x")).toEqual(lines);
});

const HELD = (verb: string, held: string): string => `"${verb} of l, which is not ${held}"`;

test.each([
  ["spinlock_t", "spin_lock(l)", "rmw.acquirePc/relaxed.lock [l] 1 if old == 0 else wait"],
  [
    "spinlock_t",
    "spin_lock_irqsave(l, y)",
    "rmw.acquirePc/relaxed.lock [l] 1 if old == 0 else wait",
  ],
  [
    "raw_spinlock_t",
    "raw_spin_lock_bh(l)",
    "rmw.acquirePc/relaxed.lock [l] 1 if old == 0 else wait",
  ],
  ["spinlock_t", "spin_trylock(l)", "rmw.acquirePc/relaxed.trylock [l] 1 if old == 0"],
  [
    "spinlock_t",
    "spin_unlock(l)",
    `store.release.unlock [l] 0 requires old == 1 ${HELD("unlock", "held")}`,
  ],
  [
    "spinlock_t",
    "spin_unlock_irq(l)",
    `store.release.unlock [l] 0 requires old == 1 ${HELD("unlock", "held")}`,
  ],
  ["spinlock_t", "spin_is_locked(l)", "load.relaxed.is-locked [l]"],
  [
    "rwlock_t",
    "read_lock(l)",
    "rmw.acquirePc/relaxed.other-lock [l] old + 1 if old >= 0 else wait",
  ],
  ["rwlock_t", "read_trylock(l)", "rmw.acquirePc/relaxed [l] old + 1 if old >= 0"],
  ["rwlock_t", "write_lock(l)", "rmw.acquirePc/relaxed.other-lock [l] -1 if old == 0 else wait"],
  ["rwlock_t", "write_trylock(l)", "rmw.acquirePc/relaxed [l] -1 if old == 0"],
  [
    "rwlock_t",
    "read_unlock(l)",
    `rmw.relaxed/release [l] old - 1 if old > 0 else ${HELD("read unlock", "read-held")}`,
  ],
  [
    "rwlock_t",
    "write_unlock(l)",
    `store.release [l] 0 requires old == -1 ${HELD("write unlock", "write-held")}`,
  ],
  ["struct mutex", "mutex_lock(l)", "rmw.acquirePc/relaxed.other-lock [l] 1 if old == 0 else wait"],
  ["struct mutex", "mutex_trylock(l)", "rmw.acquirePc/relaxed [l] 1 if old == 0"],
  [
    "struct mutex",
    "mutex_unlock(l)",
    `store.release [l] 0 requires old == 1 ${HELD("unlock", "held")}`,
  ],
  [
    "struct rw_semaphore",
    "down_read(l)",
    "rmw.acquirePc/relaxed.other-lock [l] old + 1 if old >= 0 else wait",
  ],
  ["struct rw_semaphore", "down_read_trylock(l)", "rmw.acquirePc/relaxed [l] old + 1 if old >= 0"],
  [
    "struct rw_semaphore",
    "down_write(l)",
    "rmw.acquirePc/relaxed.other-lock [l] -1 if old == 0 else wait",
  ],
  ["struct rw_semaphore", "down_write_trylock(l)", "rmw.acquirePc/relaxed [l] -1 if old == 0"],
  [
    "struct rw_semaphore",
    "up_read(l)",
    `rmw.relaxed/release [l] old - 1 if old > 0 else ${HELD("up_read", "read-held")}`,
  ],
  [
    "struct rw_semaphore",
    "up_write(l)",
    `rmw.relaxed/release [l] 0 if old == -1 else ${HELD("up_write", "write-held")}`,
  ],
  [
    "struct rw_semaphore",
    "downgrade_write(l)",
    `rmw.relaxed/release [l] 1 if old == -1 else ${HELD("downgrade_write", "write-held")}`,
  ],
  [
    "struct semaphore",
    "down(l)",
    "rmw.acquirePc/relaxed.other-lock [l] old - 1 if old > 0 else wait",
  ],
  ["struct semaphore", "down_trylock(l)", "rmw.acquirePc/relaxed [l] old - 1 if old > 0"],
  ["struct semaphore", "up(l)", "rmw.relaxed/release [l] old + 1"],
  ["struct completion", "complete(l)", "rmw.relaxed/release [l] old +.u32 (old !=.u32 4294967295)"],
  ["struct completion", "complete_all(l)", "rmw.relaxed/release [l] 4294967295"],
  [
    "struct completion",
    "wait_for_completion(l)",
    "rmw.acquirePc/relaxed [l] old -.u32 (old !=.u32 4294967295) if old !=.u32 0 else wait",
  ],
  [
    "struct completion",
    "try_wait_for_completion(l)",
    "rmw.acquirePc/relaxed [l] old -.u32 (old !=.u32 4294967295) if old !=.u32 0",
  ],
])("%s: %s emits one access", (type, call, line) => {
  expect(emitted(call, `${type} *l, int *y`)).toContain(line);
});

test.each([
  ["test_bit(3, w)", "load.relaxed [w]"],
  ["test_bit_acquire(67, w)", "load.acquirePc [w[1]]"],
  ["set_bit(3, w)", "rmw.relaxed/relaxed.noreturn [w] old |.u64 8"],
  ["clear_bit(3, w)", "rmw.relaxed/relaxed.noreturn [w] old &.u64 18446744073709551607"],
  ["change_bit(64, w)", "rmw.relaxed/relaxed.noreturn [w[1]] old ^.u64 1"],
  ["test_and_set_bit(3, w)", "rmw.full [w] old |.u64 8 if !(old &.u64 8)"],
  ["test_and_clear_bit(3, w)", "rmw.full [w] old &.u64 18446744073709551607 if old &.u64 8"],
  ["test_and_change_bit(3, w)", "rmw.full [w] old ^.u64 8 if 1"],
  ["test_and_set_bit_lock(3, w)", "rmw.acquirePc/relaxed [w] old |.u64 8 if !(old &.u64 8)"],
  ["clear_bit_unlock(3, w)", "rmw.relaxed/release [w] old &.u64 18446744073709551607"],
])("%s emits %s", (call, line) => {
  const lines = code(`${call};`, "unsigned long *w", "{ unsigned long w[2]; }");
  const named = lines.map((l) => l.replace(/^\d+: (\$\d+ = )?/, "").replace("[w[0]]", "[w]"));
  expect(named).toEqual([line]);
});

test("__clear_bit_unlock is a read, then a release store", () => {
  expect(emitted("__clear_bit_unlock(0, w)", "unsigned long *w")).toEqual([
    "load.relaxed [w]",
    "store.release [w] $0 &.u64 18446744073709551614",
  ]);
});

const SATURATED = "store.relaxed [r] -1073741824";

test.each([
  ["refcount_read(r)", ["load.relaxed [r]"]],
  ["refcount_set(r, 1)", ["store.relaxed [r] 1"]],
  ["refcount_set_release(r, 1)", ["store.release [r] 1"]],
  [
    "refcount_inc_not_zero_limited_acquire(r, 3)",
    ["rmw.acquirePc/relaxed [r] old + 1 if (old != 0) & (1 <= (3 - old))"],
  ],
  [
    "__refcount_add_not_zero_limited(2, r, NULL, 3)",
    ["rmw.relaxed/relaxed [r] old + 2 if (old != 0) & (2 <= (3 - old))"],
  ],
  ["refcount_dec_if_one(r)", ["rmw.relaxed/release [r] 0 if old == 1"]],
])("%s emits %j", (call, lines) => {
  expect(emitted(call, "refcount_t *r")).toEqual(lines);
});

test.each([
  ["refcount_inc(r)", "rmw.relaxed/relaxed [r] old + 1"],
  ["refcount_add(2, r)", "rmw.relaxed/relaxed [r] old + 2"],
  ["refcount_inc_not_zero(r)", "rmw.relaxed/relaxed [r] old + 1 if old != 0"],
  ["refcount_inc_not_zero_acquire(r)", "rmw.acquirePc/relaxed [r] old + 1 if old != 0"],
  ["refcount_add_not_zero(2, r)", "rmw.relaxed/relaxed [r] old + 2 if old != 0"],
  ["refcount_dec(r)", "rmw.relaxed/release [r] old - 1"],
  ["refcount_sub_and_test(2, r)", "rmw.relaxed/release [r] old - 2"],
  [
    "refcount_dec_not_one(r)",
    "rmw.relaxed/release [r] old - 1 if (old != 1) & (old != -1073741824)",
  ],
])("%s starts with %s and otherwise only checks the count", (call, line) => {
  const [first, ...others] = emitted(call, "refcount_t *r");
  expect(first).toBe(line);
  expect(others.filter((l) => /load|store|rmw|fence/.test(l) && l !== SATURATED)).toEqual(
    call.includes("_and_test") ? ["fence.rmb"] : [],
  );
});

test("refcount_dec_and_test is an acquire only when the count came to 0", () => {
  expect(code("bool last = refcount_dec_and_test(r);", "refcount_t *r")).toEqual([
    "0: $2 = rmw.relaxed/release [r] old - 1",
    "1: unless $2 == 1 goto 5",
    "2: fence.rmb",
    "3: $1 = 1",
    "4: goto 9",
    "5: unless $2 <= 0 goto 8",
    '6: warn "refcount_t: underflow; use-after-free"',
    "7: store.relaxed [r] -1073741824",
    "8: $1 = 0",
    "9: last = $1",
  ]);
});

test("sequence counters: plain increments around smp_wmb(), acquire at the start, smp_rmb() before the retry", () => {
  expect(emitted("write_seqcount_begin(s)", "seqcount_t *s")).toEqual([
    "load.plain [s.sequence]",
    "store.plain [s.sequence] $0 +.u32 1",
    "fence.wmb",
  ]);
  expect(emitted("write_seqcount_end(s)", "seqcount_t *s")).toEqual([
    "fence.wmb",
    "load.plain [s.sequence]",
    "store.plain [s.sequence] $0 +.u32 1",
  ]);
  expect(emitted("raw_read_seqcount(s)", "seqcount_t *s")).toEqual(["load.acquirePc [s.sequence]"]);
  expect(emitted("read_seqcount_retry(s, 2)", "seqcount_t *s")).toEqual([
    "fence.rmb",
    "load.relaxed [s.sequence]",
  ]);
  expect(code("unsigned r = read_seqcount_begin(s);", "seqcount_t *s")).toEqual([
    "0: start = load.acquirePc.spins [s.sequence]",
    "1: unless !(start &.u32 1) goto 0 join 2",
    "2: r = start",
  ]);
});

test("rcuwait_wait_event has a full barrier between state and condition, and none after the condition", () => {
  const lines = code(
    "rcuwait_wait_event(w, READ_ONCE(*x) == 1, TASK_UNINTERRUPTIBLE);",
    "struct rcuwait *w, int *x",
  );
  expect(
    lines.filter((l) => /load|store|fence/.test(l)).map((l) => l.replace(/^\d+: (\$\d+ = )?/, "")),
  ).toEqual([
    "store.release [w] &P0's state",
    "store.relaxed [P0's state] 2",
    "fence.mb",
    "load.relaxed [x]",
    "load.relaxed [P0's state]",
    "store.relaxed [w] 0",
    "store.relaxed [P0's state] 0",
  ]);
});

test("wake_up takes the queue's lock, and is a full barrier if somebody waits", () => {
  expect(code("wake_up(q);", "wait_queue_head_t *q")).toEqual([
    "0: $0 = rmw.acquirePc/release [q] old +.s64 (((old &.s64 255) !=.s64 0) << 8)",
    "1: unless $0 &.s64 255 goto 3",
    "2: fence.mb",
  ]);
});

test("rcuwait_wake_up has a full barrier before it reads who waits", () => {
  expect(emitted("rcuwait_wake_up(w)", "struct rcuwait *w").slice(1, 4)).toEqual([
    "rcu.lock rcu",
    "fence.mb",
    "load.relaxed [w]",
  ]);
});

test("smp_cond_load_acquire waits with one acquire load", () => {
  expect(code("int r = smp_cond_load_acquire(x, VAL & 1);")).toEqual([
    "0: VAL = load.acquirePc.spins [x]",
    "1: unless VAL & 1 goto 0 join 2",
    "2: r = VAL",
  ]);
});

test("call_rcu hands its head to a thread that waits for a grace period between full barriers", () => {
  const program = programOf(`C t
{}
static void reclaim(struct rcu_head *h) { WRITE_ONCE(*h, 1); }
P0(struct rcu_head *head) { call_rcu(head, reclaim); }
exists (head=1)
`);
  expect(program.threads.map((t) => [t.name, printThread(program, t), t.startedBy])).toEqual([
    [
      "P0",
      [
        "0: fence.mb",
        '1: store.relaxed [queued for reclaim] &head requires old ==.u64 0 "call_rcu() of a callback that is queued already"',
        "2: fence.mb",
      ],
      undefined,
    ],
    [
      "call_rcu(reclaim)",
      [
        "0: $0 = load.relaxed.spins [queued for reclaim]",
        "1: unless !$0 goto 3",
        "2: goto 0",
        "3: fence.mb",
        "4: rcu.synchronize rcu",
        "5: fence.mb",
        "6: store.relaxed [$0] 1",
      ],
      1,
    ],
  ]);
  expect(program.locations.map((l) => [l.name, l.isHidden])).toEqual([
    ["head", false],
    ["queued for reclaim", true],
  ]);
});

test("each srcu_struct is a domain of its own", () => {
  const program = programOf(`C t
{}
P0(struct srcu_struct *a, struct srcu_struct *b)
{
	int i = srcu_read_lock(b);
	srcu_read_unlock(b, i);
	synchronize_srcu(a);
}
exists (true)
`);
  expect(program.rcuDomains).toEqual(["rcu", "b", "a"]);
  expect(printThread(program, program.threads[0]!)).toEqual([
    "0: i = rcu.lock b",
    "1: rcu.unlock b i",
    "2: rcu.synchronize a",
  ]);
});

/** An argument that fits a parameter, in a thread with the locations below. */
function argumentFor(parameter: string): string {
  const words = parameter.trim();
  const type = words.replace(/\s*\**\w+$/, "");
  const name = /\w+$/.exec(words)![0];
  if (type === "expression") return name === "function" ? "callback" : "1";
  if (type === "lvalue") return name === "start" ? "r0" : "*x";
  if (type === "any" && /^(p|head)$/.test(name)) return "x";
  if (type === "any" && name === "expected") return "&r0";
  if (words.includes("*"))
    return words.includes("oldp") || name === "expected" ? "&r0" : byType(type);
  return "1";
}

function byType(type: string): string {
  return `a_${type.replace(/ /g, "_")}`;
}

test("every primitive lowers, with an argument for each of its parameters", () => {
  const wrong: string[] = [];
  for (const { name, parameters } of new Prelude(KERNEL).primitives()) {
    const list = parameters === "" ? [] : parameters.split(",");
    const given = list.filter((p) => !p.trim().startsWith("rest ")).map(argumentFor);
    const needsValue = /^cmpxchg|^min$|^max$/.test(name);
    const call = `${name}(${given.join(", ")})`.replace("&r0", needsValue ? "r0" : "&r0");
    const pointers = [...new Set(list.filter((p) => p.includes("*")).map((p) => p.trim()))]
      .map((p) => p.replace(/\s*\**\w+$/, ""))
      .filter((t) => !["int", "s64", "long"].includes(t));
    const extra = pointers.map((t) => `, ${t} *${byType(t)}`).join("");
    const text = `C t\n{}\nstatic void callback(struct rcu_head *h) { }\nP0(int *x${extra})\n{\n\tlong r0 = 1;\n\t${call};\n}\nexists (true)\n`;
    try {
      programOf(text);
    } catch (e) {
      wrong.push(`${call}: ${(e as Error).message.split("\n")[0]}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("every primitive says its parameters and its ordering in one line, with nothing left of its template", () => {
  const all = new Prelude(KERNEL).primitives();
  expect(all.length).toBeGreaterThan(600);
  expect(new Set(all.map((p) => p.name)).size).toBe(all.length);
  const unclear = (p: Primitive): boolean =>
    p.ordering === "" || /@/.test(p.ordering + p.name + p.parameters) || !/^\w+$/.test(p.name);
  expect(all.filter(unclear)).toEqual([]);
  expect(all.find((p) => p.name === "atomic64_fetch_add_release")).toEqual({
    name: "atomic64_fetch_add_release",
    parameters: "s64 i, atomic64_t *v",
    ordering: "release (the write); gives the old value",
    group: "Atomic integers",
  });
});
