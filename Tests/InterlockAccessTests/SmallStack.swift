#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// What a thread runs.
private final class Job: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
}

/// Runs `body` on a thread of its own with 512 KiB of stack, the least that platforms give one, and waits for it.
func onSmallStack(_ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setstacksize(&attributes, 512 << 10)
    var thread = pthread_t()
    let job = unsafe Unmanaged.passRetained(Job(body)).toOpaque()
    let status = unsafe pthread_create(
        &thread,
        &attributes,
        { argument in
            guard let argument = unsafe argument else { return nil }
            unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue().body()
            return nil
        },
        job
    )
    precondition(status == 0, "no thread")
    pthread_join(thread, nil)
}
