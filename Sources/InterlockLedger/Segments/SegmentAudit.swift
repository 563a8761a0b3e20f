internal import InterlockCrypto

/// Reads segment files that may be damaged, and goes on after each fault, so that it finds all of them.
struct SegmentAudit {
    private(set) var problems: [SegmentFolder.Problem] = []
    private var next: UInt64
    private var isAfterFault = false
    /// The number that what was damaged last is taken to have had.
    private var damaged: UInt64?

    /// The most faults that are told: a file of noise has one at every magic number in it.
    static let maximumProblemCount = 1_000

    /// Checks one record.
    ///
    /// - Parameters:
    ///   - number: The record's number.
    ///   - body: Its body.
    ///   - isAfterFault: Whether the record before is missing or damaged, so that this one cannot be held to it.
    /// - Returns: What is wrong with it, if anything is.
    typealias Visit = (_ number: UInt64, _ body: [UInt8], _ isAfterFault: Bool) -> String?

    /// Starts with the number that the first record must have.
    init(first: UInt64) { self.next = first }

    /// Goes through all segments.
    mutating func run(_ segments: [(first: UInt64, path: String)], visit: Visit) throws(LedgerError) {
        for segment in segments where self.problems.count < Self.maximumProblemCount {
            self.comeBack(to: segment.first)
            if segment.first != self.next {
                self.add(
                    min(self.next, segment.first),
                    segment.path,
                    0,
                    self.misplaced(segment.first, "file")
                )
                self.next = max(self.next, segment.first)
            }
            self.run(try SegmentFolder.read(segment.path), path: segment.path, visit: visit)
        }
    }

    mutating func run(_ bytes: [UInt8], path: String, visit: Visit) {
        var offset = 0
        while offset < bytes.count, self.problems.count < Self.maximumProblemCount {
            switch Frame.read(bytes, at: offset) {
            case .record(let number, let body, let end):
                self.comeBack(to: number)
                let isLate = number < self.next
                if number != self.next {
                    self.add(min(self.next, number), path, offset, self.misplaced(number, "record"))
                }
                if let fault = visit(number, body, self.isAfterFault) {
                    self.add(number, path, offset, fault)
                }
                self.isAfterFault = isLate
                self.next = max(self.next, number &+ 1)
                offset = end
            case .damaged(let reason):
                offset = self.skip(bytes, path, offset, reason)
            case .cutShort:
                offset = self.skip(bytes, path, offset, "the record is cut short")
            }
        }
    }

    /// Notes a damaged record, and gives the offset of the next header after it, or the end.
    private mutating func skip(_ bytes: [UInt8], _ path: String, _ offset: Int, _ reason: String) -> Int {
        self.add(self.next, path, offset, reason)
        self.damaged = self.next
        self.next &+= 1
        if let header = Frame.header(bytes, at: offset) {
            // The damage is in the body, so where it ends is known; what looks like a header inside it is none.
            let end = offset + header.bodyByteCount + Frame.overhead
            if end == bytes.count || Frame.header(bytes, at: end) != nil { return end }
        }
        var found = offset + 1
        while found < bytes.count, Frame.header(bytes, at: found) == nil { found += 1 }
        return found
    }

    /// What was damaged was something in front of this record then, not the record.
    private mutating func comeBack(to number: UInt64) {
        if number == self.damaged { self.next = number }
        self.damaged = nil
    }

    private mutating func add(_ number: UInt64, _ path: String, _ offset: Int, _ reason: String) {
        self.problems.append(
            SegmentFolder.Problem(
                number: number,
                path: path,
                offset: offset,
                reason: reason,
                isTornTail: false
            )
        )
        self.isAfterFault = true
    }

    private func misplaced(_ number: UInt64, _ what: String) -> String {
        number > self.next
            ? "\(self.next) to \(number - 1) are missing before the \(what) \(number)"
            : "the \(what) \(number) stands where \(self.next) should"
    }
}
