import Glibc

/// Holds back the signals by which a person ends a program, while the terminal is not as it was.
struct EndingSignals {
    private static let numbers = [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP]
    private var before = sigset_t()

    init() {
        var blocked = sigset_t()
        unsafe sigemptyset(&blocked)
        for number in Self.numbers { _ = unsafe sigaddset(&blocked, number) }
        _ = unsafe pthread_sigmask(SIG_BLOCK, &blocked, &self.before)
    }

    /// Waits for input.
    ///
    /// - Returns: False where one of the signals came first.
    func wait(for descriptor: Int32) -> Bool {
        while true {
            var waiting = sigset_t()
            guard unsafe sigpending(&waiting) == 0 else { return false }
            for number in Self.numbers where unsafe sigismember(&waiting, number) == 1 { return false }
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            // Signals that are held back do not end poll(2), so it comes back often enough for a person.
            if unsafe poll(&ready, 1, 100) > 0 { return true }
        }
    }

    /// Lets the signals through; one that came meanwhile takes effect now.
    func release() {
        var before = self.before
        _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
    }
}
