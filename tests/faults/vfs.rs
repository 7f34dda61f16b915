//! A file system for `SQLite` that fails when it is told to: all goes through to the real one, each call is
//! counted, and the one whose turn it is fails instead, as a disk would.
//!
//! It becomes the process's own, so that the store knows nothing of it. Its calls are counted for the whole
//! process: one session at a time.

#![expect(
    unsafe_code,
    reason = "SQLite asks for a table of functions; nothing else can stand between it and the disk"
)]

use std::ffi::{c_char, c_int, c_void};
use std::mem::size_of;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicI64, AtomicPtr, AtomicU64, Ordering};

use rusqlite::ffi;

/// How a call fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// It gives an error; nothing was done.
    Error,
    /// A write gets half of it onto the disk, a read brings less than was asked for.
    Half,
}

/// How many calls are left until one fails; less than nothing: none does.
static LEFT: AtomicI64 = AtomicI64::new(-1);
/// How many calls fail from then on.
static FAILS: AtomicI64 = AtomicI64::new(0);
static IS_HALF: AtomicI64 = AtomicI64::new(0);
static CALLS: AtomicU64 = AtomicU64::new(0);
/// Which call failed, as the number of its kind.
static HIT: AtomicI64 = AtomicI64::new(-1);
static REAL: AtomicPtr<ffi::sqlite3_vfs> = AtomicPtr::new(std::ptr::null_mut());

/// The calls that can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(i64)]
pub enum Call {
    Open,
    Delete,
    Access,
    Read,
    Write,
    Truncate,
    Sync,
    Size,
    Lock,
    ShmMap,
    ShmLock,
}

const CALLS_BY_NUMBER: [Call; 11] = [
    Call::Open,
    Call::Delete,
    Call::Access,
    Call::Read,
    Call::Write,
    Call::Truncate,
    Call::Sync,
    Call::Size,
    Call::Lock,
    Call::ShmMap,
    Call::ShmLock,
];

/// From now on `after` calls go well, then `count` fail, then all go well again.
pub fn fail_after(after: u64, count: i64, how: How) {
    FAILS.store(count, Ordering::SeqCst);
    IS_HALF.store(i64::from(how == How::Half), Ordering::SeqCst);
    HIT.store(-1, Ordering::SeqCst);
    CALLS.store(0, Ordering::SeqCst);
    LEFT.store(i64::try_from(after).unwrap_or(i64::MAX), Ordering::SeqCst);
}

/// From now on nothing fails. What did first, if anything, and how many calls there were.
pub fn stop_failing() -> (Option<Call>, u64) {
    LEFT.store(-1, Ordering::SeqCst);
    FAILS.store(0, Ordering::SeqCst);
    let hit = usize::try_from(HIT.load(Ordering::SeqCst)).ok();
    (hit.and_then(|number| CALLS_BY_NUMBER.get(number).copied()), CALLS.load(Ordering::SeqCst))
}

/// Whether this call is one that fails.
fn fails(call: Call) -> bool {
    CALLS.fetch_add(1, Ordering::SeqCst);
    let left = LEFT.load(Ordering::SeqCst);
    if left < 0 {
        return false;
    }
    if left > 0 {
        LEFT.store(left - 1, Ordering::SeqCst);
        return false;
    }
    if FAILS.fetch_sub(1, Ordering::SeqCst) <= 0 {
        LEFT.store(-1, Ordering::SeqCst);
        return false;
    }
    let _first = HIT.compare_exchange(-1, call as i64, Ordering::SeqCst, Ordering::SeqCst);
    true
}

fn is_half() -> bool {
    IS_HALF.load(Ordering::SeqCst) == 1
}

/// A file: ours in front, the real one's room behind it.
#[repr(C)]
struct File {
    base: ffi::sqlite3_file,
    _room: u64,
}

unsafe fn real(file: *mut ffi::sqlite3_file) -> *mut ffi::sqlite3_file {
    // SAFETY: `szOsFile` leaves room for the real file behind ours.
    unsafe { file.cast::<u8>().add(size_of::<File>()).cast() }
}

/// Calls the real file's method, or says `SQLITE_OK` where it has none.
macro_rules! through {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        // SAFETY: `SQLite` gives a file that our `open` made, whose real file has these methods.
        unsafe {
            let real = real($file);
            match (*(*real).pMethods).$method {
                Some(method) => method(real $(, $argument)*),
                None => ffi::SQLITE_OK,
            }
        }
    }};
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    through!(file, xClose)
}

unsafe extern "C" fn read(file: *mut ffi::sqlite3_file, into: *mut c_void, amount: c_int, at: i64) -> c_int {
    if fails(Call::Read) {
        if !is_half() {
            return ffi::SQLITE_IOERR_READ;
        }
        let done = through!(file, xRead, into, amount, at);
        if done == ffi::SQLITE_OK && amount > 1 {
            let half = amount as usize / 2;
            // SAFETY: the buffer has `amount` bytes. What is not read is zero, as `SQLite` asks for.
            unsafe { into.cast::<u8>().add(half).write_bytes(0, amount as usize - half) };
        }
        return if done == ffi::SQLITE_OK { ffi::SQLITE_IOERR_SHORT_READ } else { done };
    }
    through!(file, xRead, into, amount, at)
}

unsafe extern "C" fn write(
    file: *mut ffi::sqlite3_file,
    from: *const c_void,
    amount: c_int,
    at: i64,
) -> c_int {
    if fails(Call::Write) {
        if is_half() && amount > 1 {
            through!(file, xWrite, from, amount / 2, at);
        }
        return ffi::SQLITE_FULL;
    }
    through!(file, xWrite, from, amount, at)
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    if fails(Call::Truncate) {
        return ffi::SQLITE_IOERR_TRUNCATE;
    }
    through!(file, xTruncate, size)
}

/// Nothing is really waited for: no power fails here, and sessions are many.
unsafe extern "C" fn sync(_: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    if fails(Call::Sync) { ffi::SQLITE_IOERR_FSYNC } else { ffi::SQLITE_OK }
}

unsafe extern "C" fn size(file: *mut ffi::sqlite3_file, into: *mut i64) -> c_int {
    if fails(Call::Size) {
        return ffi::SQLITE_IOERR_FSTAT;
    }
    through!(file, xFileSize, into)
}

unsafe extern "C" fn lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    if fails(Call::Lock) {
        return ffi::SQLITE_IOERR_LOCK;
    }
    through!(file, xLock, level)
}

unsafe extern "C" fn unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    through!(file, xUnlock, level)
}

unsafe extern "C" fn check_lock(file: *mut ffi::sqlite3_file, into: *mut c_int) -> c_int {
    through!(file, xCheckReservedLock, into)
}

unsafe extern "C" fn control(file: *mut ffi::sqlite3_file, what: c_int, with: *mut c_void) -> c_int {
    through!(file, xFileControl, what, with)
}

unsafe extern "C" fn sector(file: *mut ffi::sqlite3_file) -> c_int {
    through!(file, xSectorSize)
}

unsafe extern "C" fn traits(file: *mut ffi::sqlite3_file) -> c_int {
    through!(file, xDeviceCharacteristics)
}

unsafe extern "C" fn shm_map(
    file: *mut ffi::sqlite3_file,
    page: c_int,
    size: c_int,
    extend: c_int,
    into: *mut *mut c_void,
) -> c_int {
    if fails(Call::ShmMap) {
        return ffi::SQLITE_IOERR_SHMMAP;
    }
    through!(file, xShmMap, page, size, extend, into)
}

unsafe extern "C" fn shm_lock(file: *mut ffi::sqlite3_file, at: c_int, count: c_int, flags: c_int) -> c_int {
    // Letting go of a lock does not fail.
    if flags & ffi::SQLITE_SHM_LOCK != 0 && fails(Call::ShmLock) {
        return ffi::SQLITE_IOERR_SHMLOCK;
    }
    through!(file, xShmLock, at, count, flags)
}

unsafe extern "C" fn shm_barrier(file: *mut ffi::sqlite3_file) {
    // SAFETY: as in `through`.
    unsafe {
        let real = real(file);
        if let Some(method) = (*(*real).pMethods).xShmBarrier {
            method(real);
        }
    }
}

unsafe extern "C" fn shm_unmap(file: *mut ffi::sqlite3_file, delete: c_int) -> c_int {
    through!(file, xShmUnmap, delete)
}

/// Version 2: write-ahead, and no memory maps.
static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(check_lock),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(traits),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

unsafe extern "C" fn open(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    told: *mut c_int,
) -> c_int {
    // SAFETY: `SQLite` gives room for `szOsFile` bytes; no methods mean that there is nothing to close.
    unsafe {
        (*file).pMethods = std::ptr::null();
        if fails(Call::Open) {
            return ffi::SQLITE_CANTOPEN;
        }
        let vfs = REAL.load(Ordering::SeqCst);
        let Some(open) = (*vfs).xOpen else { return ffi::SQLITE_CANTOPEN };
        let done = open(vfs, name, real(file), flags, told);
        if !(*real(file)).pMethods.is_null() {
            (*file).pMethods = &raw const METHODS;
        }
        done
    }
}

unsafe extern "C" fn delete(_: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    if fails(Call::Delete) {
        return ffi::SQLITE_IOERR_DELETE;
    }
    let vfs = REAL.load(Ordering::SeqCst);
    // SAFETY: the real file system, with the name it is asked for.
    unsafe { (*vfs).xDelete.map_or(ffi::SQLITE_OK, |delete| delete(vfs, name, sync)) }
}

unsafe extern "C" fn access(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    into: *mut c_int,
) -> c_int {
    if fails(Call::Access) {
        return ffi::SQLITE_IOERR_ACCESS;
    }
    let vfs = REAL.load(Ordering::SeqCst);
    // SAFETY: as above.
    unsafe { (*vfs).xAccess.map_or(ffi::SQLITE_OK, |access| access(vfs, name, flags, into)) }
}

/// From now on `SQLite` opens every file through this.
pub fn install() {
    static INSTALLED: OnceLock<()> = OnceLock::new();
    INSTALLED.get_or_init(|| {
        // SAFETY: the table lives as long as the process; all that is not ours is the real one's own.
        unsafe {
            assert_eq!(ffi::sqlite3_initialize(), ffi::SQLITE_OK);
            let real = ffi::sqlite3_vfs_find(std::ptr::null());
            assert!(!real.is_null());
            REAL.store(real, Ordering::SeqCst);
            let mut ours = *real;
            ours.pNext = std::ptr::null_mut();
            ours.zName = c"failing".as_ptr();
            ours.szOsFile = c_int::try_from(size_of::<File>()).unwrap_or(c_int::MAX) + (*real).szOsFile;
            ours.xOpen = Some(open);
            ours.xDelete = Some(delete);
            ours.xAccess = Some(access);
            assert_eq!(ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 1), ffi::SQLITE_OK);
        }
    });
}
