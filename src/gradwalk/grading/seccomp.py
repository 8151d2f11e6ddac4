"""Build the system-call filter the sandbox is started with: what a homework never needs is refused by the kernel.

The filter is a classic BPF program (see seccomp(2)). It closes the ways around the memory limit that leave no trace in
a process's size (memfd, shared mappings, pages kept in pipes, System V shared memory, message queues, and what lies in
the buffers of sockets: pairs of them held gigabytes), all sockets with it, tracing, key rings, new namespaces and
mounts, and another processor than the given one.
"""

import platform
import struct

ALLOW = 0x7FFF0000
REFUSE = 0x00050000  # plus the errno
KILL = 0x80000000
EPERM, ENOSYS, EAFNOSUPPORT = 1, 38, 97
CLONE_NEWUSER = 0x10000000
MAP_SHARED = 1
LOAD, JUMP_EQUAL, JUMP_GREATER_EQUAL, JUMP_SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER_OFFSET, ARCH_OFFSET, FIRST_ARGUMENT_OFFSET, FOURTH_ARGUMENT_OFFSET = 0, 4, 16, 40

# name: (x86_64, aarch64)
REFUSED = {
    "ptrace": (101, 117),
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "userfaultfd": (323, 282),
    "vmsplice": (278, 75),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "personality": (135, 92),
    "sched_setaffinity": (203, 122),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
}
# machine: (audit number, column in REFUSED, clone, socket, socketpair, mmap)
MACHINES = {"x86_64": (0xC000003E, 0, 56, 41, 53, 9), "aarch64": (0xC00000B7, 1, 220, 198, 199, 222)}
CLONE3 = 435
X32_BIT = 0x40000000


def build_filter(machine: str | None = None) -> bytes | None:
    """Return the BPF program as bytes for `machine` (default: this one), or None where the numbers are not known."""
    known = MACHINES.get(machine or platform.machine())
    if known is None:
        return None
    arch, column, clone, socket, socketpair, mmap = known
    program = [
        _op(LOAD, ARCH_OFFSET),
        _op(JUMP_EQUAL, arch, 1, 0),
        _op(RETURN, KILL),
        _op(LOAD, NUMBER_OFFSET),
        _op(JUMP_GREATER_EQUAL, X32_BIT, 0, 1),
        _op(RETURN, KILL),
    ]
    for numbers in REFUSED.values():
        program += _refuse(numbers[column], EPERM)
    program += _refuse(socket, EAFNOSUPPORT) + _refuse(socketpair, EAFNOSUPPORT)
    program += _refuse(CLONE3, ENOSYS)  # the C library then uses clone, whose flags a filter can read
    program += [_op(JUMP_EQUAL, clone, 0, 4), _op(LOAD, FIRST_ARGUMENT_OFFSET)]
    program += [_op(JUMP_SET, CLONE_NEWUSER, 0, 1), _op(RETURN, REFUSE | EPERM), _op(RETURN, ALLOW)]
    program += [_op(JUMP_EQUAL, mmap, 0, 4), _op(LOAD, FOURTH_ARGUMENT_OFFSET)]
    program += [_op(JUMP_SET, MAP_SHARED, 0, 1), _op(RETURN, REFUSE | EPERM), _op(RETURN, ALLOW)]
    return b"".join([*program, _op(RETURN, ALLOW)])


def _op(code: int, value: int, jump_true: int = 0, jump_false: int = 0) -> bytes:
    return struct.pack("<HBBI", code, jump_true, jump_false, value)


def _refuse(number: int, errno: int) -> list[bytes]:
    return [_op(JUMP_EQUAL, number, 0, 1), _op(RETURN, REFUSE | errno)]
