import type { Axis, PreludeGroup } from "../../c/prelude-group.js";

const SPINLOCKS: Axis = [
  { spin: "spin", spinlock: "spinlock" },
  { spin: "raw_spin", spinlock: "raw_spinlock" },
];

/** Forms that only differ in what they do to interrupts. */
const CONTEXTS: Axis = [{ context: "" }, { context: "_irq" }, { context: "_bh" }];

const MUTEXES: Axis = [
  { mutex: "mutex", struct: "struct mutex" },
  { mutex: "rt_mutex", struct: "struct rt_mutex" },
];

const INTERRUPTIBLE: Axis = [{ may: "_interruptible" }, { may: "_killable" }];

const UNLOCKED = (name: string, held: string): string => `"${name} of {l}, which is not ${held}"`;

/** Spinlocks, mutexes: 1 while held. Reader-writer locks and semaphores: readers counted, -1 for a writer. */
export const lock: PreludeGroup = {
  title: "Locks",
  source: "Documentation/memory-barriers.txt (Lock acquisition functions); kernel/locking/rwsem.c",
  axes: [SPINLOCKS, CONTEXTS, MUTEXES, INTERRUPTIBLE],
  text: `
// acquire
void @spin_lock@context(@spinlock_t *l) { __rmw_if[acquire, lock, wait, takes](l, __old == 0, 1); }
void @spin_lock_irqsave(@spinlock_t *l, any flags) { @spin_lock(l); }
void @spin_lock_nested(@spinlock_t *l, any subclass) { @spin_lock(l); }
// acquire if it took the lock, none if not
bool @spin_trylock@context(@spinlock_t *l) { return __rmw_if[acquire, trylock, takes](l, __old == 0, 1) == 0; }
bool @spin_trylock_irqsave(@spinlock_t *l, any flags) { return @spin_trylock(l); }
// release
void @spin_unlock@context(@spinlock_t *l)
{
	__store_if[release, unlock, gives](l, __old == 1, 0, ${UNLOCKED("unlock", "held")});
}
void @spin_unlock_irqrestore(@spinlock_t *l, any flags) { @spin_unlock(l); }
// no ordering
bool @spin_is_locked(@spinlock_t *l) { return __load[once, is_locked](l) != 0; }
void @spin_lock_init(@spinlock_t *l) { *l = 0; }
void assert_@spin_locked(@spinlock_t *l) { }

// acquire
void read_lock@context(rwlock_t *l) { __rmw_if[acquire, other_lock, wait, takes](l, __old >= 0, __old + 1); }
void read_lock_irqsave(rwlock_t *l, any flags) { read_lock(l); }
void write_lock@context(rwlock_t *l) { __rmw_if[acquire, other_lock, wait, takes](l, __old == 0, -1); }
void write_lock_irqsave(rwlock_t *l, any flags) { write_lock(l); }
// acquire if it took the lock, none if not
bool read_trylock(rwlock_t *l) { return __rmw_if[acquire, takes](l, __old >= 0, __old + 1) >= 0; }
bool write_trylock(rwlock_t *l) { return __rmw_if[acquire, takes](l, __old == 0, -1) == 0; }
// release
void read_unlock@context(rwlock_t *l)
{
	__rmw_if[release, gives](l, __old > 0, __old - 1, ${UNLOCKED("read unlock", "read-held")});
}
void read_unlock_irqrestore(rwlock_t *l, any flags) { read_unlock(l); }
void write_unlock@context(rwlock_t *l)
{
	__store_if[release, gives](l, __old == -1, 0, ${UNLOCKED("write unlock", "write-held")});
}
void write_unlock_irqrestore(rwlock_t *l, any flags) { write_unlock(l); }
// no ordering
void rwlock_init(rwlock_t *l) { *l = 0; }

// acquire
void @mutex_lock(@struct *l) { __rmw_if[acquire, other_lock, wait, takes](l, __old == 0, 1); }
void @mutex_lock_nested(@struct *l, any subclass) { @mutex_lock(l); }
int @mutex_lock@may(@struct *l) { @mutex_lock(l); return 0; }
// acquire if it took the lock, none if not
bool @mutex_trylock(@struct *l) { return __rmw_if[acquire, takes](l, __old == 0, 1) == 0; }
// release
void @mutex_unlock(@struct *l)
{
	__store_if[release, gives](l, __old == 1, 0, ${UNLOCKED("unlock", "held")});
}
// no ordering
bool @mutex_is_locked(@struct *l) { return __load[once](l) != 0; }
void @mutex_init(@struct *l) { *l = 0; }

// acquire
void down_read(struct rw_semaphore *l) { __rmw_if[acquire, other_lock, wait, takes](l, __old >= 0, __old + 1); }
void down_read_nested(struct rw_semaphore *l, any subclass) { down_read(l); }
int down_read@may(struct rw_semaphore *l) { down_read(l); return 0; }
void down_write(struct rw_semaphore *l) { __rmw_if[acquire, other_lock, wait, takes](l, __old == 0, -1); }
void down_write_nested(struct rw_semaphore *l, any subclass) { down_write(l); }
int down_write@may(struct rw_semaphore *l) { down_write(l); return 0; }
// acquire if it took the semaphore, none if not
bool down_read_trylock(struct rw_semaphore *l) { return __rmw_if[acquire, takes](l, __old >= 0, __old + 1) >= 0; }
bool down_write_trylock(struct rw_semaphore *l) { return __rmw_if[acquire, takes](l, __old == 0, -1) == 0; }
// release
void up_read(struct rw_semaphore *l)
{
	__rmw_if[release, gives](l, __old > 0, __old - 1, ${UNLOCKED("up_read", "read-held")});
}
void up_write(struct rw_semaphore *l)
{
	__rmw_if[release, gives](l, __old == -1, 0, ${UNLOCKED("up_write", "write-held")});
}
void downgrade_write(struct rw_semaphore *l)
{
	__rmw_if[release, downgrades](l, __old == -1, 1, ${UNLOCKED("downgrade_write", "write-held")});
}
// acquire
void down(struct semaphore *l) { __rmw_if[acquire, other_lock, wait](l, __old > 0, __old - 1); }
// acquire if it took the semaphore, none if not; 0 if it took it
int down_trylock(struct semaphore *l) { return __rmw_if[acquire](l, __old > 0, __old - 1) <= 0; }
// release
void up(struct semaphore *l) { __rmw[release](l, __old + 1); }
// no ordering
void sema_init(struct semaphore *l, int count) { *l = count; }
bool rwsem_is_locked(struct rw_semaphore *l) { return __load[once](l) != 0; }
void init_rwsem(struct rw_semaphore *l) { *l = 0; }
`,
};
