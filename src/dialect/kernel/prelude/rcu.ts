import type { PreludeGroup } from "../../c/prelude-group.js";

/** Read-copy update and its sleepable form. */
export const rcu: PreludeGroup = {
  title: "RCU and SRCU",
  source: "Documentation/RCU; tools/memory-model/Documentation/explanation.txt, section 22",
  axes: [
    [{ flavor: "" }, { flavor: "_bh" }, { flavor: "_sched" }],
    [{ expedited: "" }, { expedited: "_expedited" }],
  ],
  text: `
// no fence; the section is ordered against grace periods
void rcu_read_lock@flavor(void) { __rcu_step[lock](); }
void rcu_read_unlock@flavor(void) { __rcu_step[unlock](); }
// full barrier, and waits for the read-side sections that have begun
void synchronize_rcu@expedited(void) { __rcu_step[synchronize](); }
void synchronize_sched(void) { __rcu_step[synchronize](); }
void synchronize_net(void) { __rcu_step[synchronize](); }
// full barrier between this call and the callback, and a grace period
void call_rcu(any head, expression function) { __queue[rcu](head, function); }
void call_rcu_hurry(any head, expression function) { __queue[rcu](head, function); }

// no ordering; the pointer starts an address dependency
any rcu_dereference@flavor(lvalue p) { return __load[once](&p); }
any rcu_dereference_raw(lvalue p) { return __load[once](&p); }
any rcu_dereference_check(lvalue p, expression condition) { return __load[once](&p); }
any rcu_access_pointer(lvalue p) { return __load[once](&p); }
// a plain read, under the updater's lock
any rcu_dereference_protected(lvalue p, expression condition) { return p; }
// release; none when the pointer is the constant NULL
void rcu_assign_pointer(lvalue p, any value)
{
	if (__builtin_constant_p(value) && value == 0)
		__store[once](&p, value);
	else
		__store[release](&p, value);
}
// release; gives the old pointer by a plain read
any rcu_replace_pointer(lvalue p, any value, expression condition)
{
	typeof(p) old = p;
	rcu_assign_pointer(p, value);
	return old;
}
// no ordering
void RCU_INIT_POINTER(lvalue p, any value) { __store[once](&p, value); }
any rcu_pointer_handoff(any p) { return p; }
bool rcu_read_lock_held(void) { return true; }
void kfree_rcu(rest arguments) { }
void kvfree_rcu(rest arguments) { }

// no fence; the section is ordered against grace periods of this srcu_struct
int srcu_read_lock(struct srcu_struct *s) { return __rcu_step[lock](s); }
int srcu_down_read(struct srcu_struct *s) { return __rcu_step[lock](s); }
void srcu_read_unlock(struct srcu_struct *s, int index) { __rcu_step[unlock](s, index); }
void srcu_up_read(struct srcu_struct *s, int index) { __rcu_step[unlock](s, index); }
// full barrier, and waits for the read-side sections of this srcu_struct
void synchronize_srcu@expedited(struct srcu_struct *s) { __rcu_step[synchronize](s); }
// full barrier between this call and the callback, and a grace period
void call_srcu(struct srcu_struct *s, any head, expression function) { __queue[srcu](head, function, s); }
// no ordering; the pointer starts an address dependency
any srcu_dereference(lvalue p, expression s) { return __load[once](&p); }
int init_srcu_struct(struct srcu_struct *s) { return 0; }
void cleanup_srcu_struct(struct srcu_struct *s) { }
`,
};
