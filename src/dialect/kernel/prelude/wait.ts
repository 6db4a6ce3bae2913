import type { PreludeGroup } from "../../c/prelude-group.js";

/** Sequence counters and sequence locks. */
export const sequence: PreludeGroup = {
  title: "Sequence counters",
  source: "include/linux/seqlock.h (raw_read_seqcount() with smp_load_acquire(), as since 6.13)",
  axes: [
    [
      { write: "write_seqcount" },
      { write: "raw_write_seqcount" },
      { write: "do_write_seqcount" },
      { write: "do_raw_write_seqcount" },
    ],
    [{ read: "read_seqcount" }, { read: "raw_read_seqcount" }],
    [{ context: "" }, { context: "_irq" }, { context: "_bh" }],
  ],
  text: `
// acquire
unsigned int raw_read_seqcount(seqcount_t *s) { return __load[acquire](&s->sequence); }
unsigned int raw_seqcount_begin(seqcount_t *s) { return __load[acquire](&s->sequence) & ~1U; }
// acquire, once the count is even
unsigned int @read_begin(seqcount_t *s)
{
	unsigned int start;
	do
		start = __load[acquire](&s->sequence);
	while (start & 1);
	return start;
}
// acquire; whether the count is even
bool raw_seqcount_try_begin(seqcount_t *s, lvalue start)
{
	start = __load[acquire](&s->sequence);
	return !(start & 1);
}
// smp_rmb() before it reads the count again; whether that changed
bool read_seqcount_retry(seqcount_t *s, unsigned int start)
{
	__fence[rmb]();
	return __load[once](&s->sequence) != start;
}
// no ordering; whether the count changed
bool __read_seqcount_retry(seqcount_t *s, unsigned int start) { return __load[once](&s->sequence) != start; }
// a plain increment, then smp_wmb()
void @write_begin(seqcount_t *s)
{
	s->sequence++;
	__fence[wmb]();
}
// smp_wmb(), then a plain increment: later than earlier stores, not than earlier loads
void @write_end(seqcount_t *s)
{
	__fence[wmb]();
	s->sequence++;
}
// smp_wmb(), then the count goes up by 2
void write_seqcount_invalidate(seqcount_t *s)
{
	__fence[wmb]();
	s->sequence += 2;
}
// smp_wmb() between two plain increments
void raw_write_seqcount_barrier(seqcount_t *s)
{
	s->sequence++;
	__fence[wmb]();
	s->sequence++;
}
// no ordering
void seqcount_init(seqcount_t *s) { s->sequence = 0; }
void seqlock_init(seqlock_t *sl)
{
	sl->seqcount.sequence = 0;
	sl->lock = 0;
}

// acquire, once the count is even
unsigned int read_seqbegin(seqlock_t *sl) { return read_seqcount_begin(&sl->seqcount); }
// smp_rmb() before it reads the count again; whether that changed
bool read_seqretry(seqlock_t *sl, unsigned int start) { return read_seqcount_retry(&sl->seqcount, start); }
// the lock's acquire, a plain increment, smp_wmb()
void write_seqlock@context(seqlock_t *sl)
{
	spin_lock(&sl->lock);
	write_seqcount_begin(&sl->seqcount);
}
void write_seqlock_irqsave(seqlock_t *sl, any flags) { write_seqlock(sl); }
// smp_wmb(), a plain increment, the lock's release
void write_sequnlock@context(seqlock_t *sl)
{
	write_seqcount_end(&sl->seqcount);
	spin_unlock(&sl->lock);
}
void write_sequnlock_irqrestore(seqlock_t *sl, any flags) { write_sequnlock(sl); }
// acquire
void read_seqlock_excl@context(seqlock_t *sl) { spin_lock(&sl->lock); }
// release
void read_sequnlock_excl@context(seqlock_t *sl) { spin_unlock(&sl->lock); }
`,
};

/**
 * Sleeping and waking. A task is its state, 0 (TASK_RUNNING) while it runs: schedule() waits for that. A wait queue counts
 * its waiters in the low byte and the wake-ups above it.
 */
export const wait: PreludeGroup = {
  title: "Sleeping and waking",
  source:
    "Documentation/memory-barriers.txt (Sleep and wake-up functions); include/linux/rcuwait.h; kernel/exit.c; kernel/sched/completion.c",
  axes: [
    [{ may: "" }, { may: "_interruptible" }, { may: "_killable" }],
    [
      { which: "" },
      { which: "_all" },
      { which: "_interruptible" },
      { which: "_interruptible_all" },
    ],
  ],
  text: `
// a store without ordering, then smp_mb()
void set_current_state(int state)
{
	__store[once](current, state);
	__fence[mb]();
}
// no ordering
void __set_current_state(int state) { __store[once](current, state); }
int get_current_state(void) { return __load[once](current); }
// no ordering; waits until the task is woken
void schedule(void)
{
	while (__load[once](current) != TASK_RUNNING)
		;
}
// full barrier before it reads the task's state; whether the task slept
int wake_up_process(struct task_struct *p)
{
	__fence[mb]();
	return __rmw_if[relaxed](p, __old != TASK_RUNNING, TASK_RUNNING) != TASK_RUNNING;
}

// smp_mb() between the store of the task's state and the condition; nothing after the condition
int rcuwait_wait_event(struct rcuwait *w, expression condition, int state)
{
	__store[release](w, current);
	for (;;) {
		set_current_state(state);
		if (condition)
			break;
		schedule();
	}
	__store[once](w, NULL);
	__set_current_state(TASK_RUNNING);
	return 0;
}
// smp_mb() before it reads who waits; whether it woke somebody
int rcuwait_wake_up(struct rcuwait *w)
{
	int woken = 0;
	rcu_read_lock();
	__fence[mb]();
	struct task_struct *task = (struct task_struct *)__load[once](w);
	if (task)
		woken = wake_up_process(task);
	rcu_read_unlock();
	return woken;
}
// no ordering
void rcuwait_init(struct rcuwait *w) { *w = 0; }
bool rcuwait_active(struct rcuwait *w) { return __load[once](w) != 0; }

// smp_mb() between queueing and the condition; nothing after the condition
int wait_event@may(lvalue wq, expression condition)
{
	if (condition)
		return 0;
	for (;;) {
		long seen = __rmw[acquire, release](&wq, __old + 1) >> 8;
		__fence[mb]();
		if (condition)
			break;
		while (__load[once](&wq) >> 8 == seen)
			;
		__rmw[relaxed, noreturn](&wq, __old - 1);
	}
	__rmw[relaxed, noreturn](&wq, __old - 1);
	return 0;
}
// acquire and release, as it takes the queue's lock; full barrier if somebody waits
void wake_up@which(wait_queue_head_t *wq)
{
	long found = __rmw[acquire, release](wq, __old + (((__old & 255) != 0) << 8));
	if (found & 255)
		__fence[mb]();
}
// no ordering
bool waitqueue_active(wait_queue_head_t *wq) { return (__load[once](wq) & 255) != 0; }
void init_waitqueue_head(wait_queue_head_t *wq) { *wq = 0; }
// smp_mb() before it looks for waiters
bool wq_has_sleeper(wait_queue_head_t *wq)
{
	__fence[mb]();
	return (__load[once](wq) & 255) != 0;
}

// release
void complete(struct completion *x) { __rmw[release](x, __old + (__old != UINT_MAX)); }
void complete_all(struct completion *x) { __rmw[release](x, UINT_MAX); }
// acquire, once it is completed
void wait_for_completion(struct completion *x)
{
	__rmw_if[acquire, wait](x, __old != 0, __old - (__old != UINT_MAX));
}
int wait_for_completion_interruptible(struct completion *x) { wait_for_completion(x); return 0; }
int wait_for_completion_killable(struct completion *x) { wait_for_completion(x); return 0; }
// acquire if it was completed, none if not
bool try_wait_for_completion(struct completion *x)
{
	return __rmw_if[acquire](x, __old != 0, __old - (__old != UINT_MAX)) != 0;
}
bool completion_done(struct completion *x) { return __load[acquire](x) != 0; }
// no ordering
void init_completion(struct completion *x) { *x = 0; }
void reinit_completion(struct completion *x) { *x = 0; }
`,
};
