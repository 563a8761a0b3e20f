/// Who of those that wait may go on: one at a time, first come first served.
struct Turn {
    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var next = 0

    /// Goes on at once where nobody is before it, and otherwise when those have left.
    mutating func enter(_ continuation: CheckedContinuation<Void, Never>) {
        if self.isTaken {
            self.waiting.append(continuation)
        } else {
            self.isTaken = true
            continuation.resume()
        }
    }

    /// Lets the next one go on.
    mutating func leave() {
        guard self.next < self.waiting.count else {
            self.isTaken = false
            self.waiting = []
            self.next = 0
            return
        }
        self.waiting[self.next].resume()
        self.next += 1
    }
}
