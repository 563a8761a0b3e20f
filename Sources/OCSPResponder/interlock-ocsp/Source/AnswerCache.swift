import Interlock

/// Signed answers by the bytes of the request, for those who ask the same within a short time.
struct AnswerCache {
    private struct Entry {
        let answer: OCSPAnswer
        let signedAt: Timestamp
    }

    /// 64 MiB of requests and answers are some 40,000 of them.
    private static let byteLimit = 1 << 26
    private var entries: [[UInt8]: Entry] = [:]
    private var byteCount = 0

    /// The answer that was signed at most `maximumAge` seconds before `now`, and still speaks.
    func answer(to request: [UInt8], at now: Timestamp, maximumAge: Int64) -> OCSPAnswer? {
        guard let entry = self.entries[request], let span = entry.answer.span,
            (entry.signedAt...entry.signedAt.adding(seconds: maximumAge)).contains(now), now < span.nextUpdate
        else { return nil }
        return entry.answer
    }

    /// Keeps an answer; a full cache starts anew.
    mutating func remember(_ answer: OCSPAnswer, to request: [UInt8], at now: Timestamp) {
        if self.byteCount > Self.byteLimit { self = AnswerCache() }
        let before = self.entries.updateValue(Entry(answer: answer, signedAt: now), forKey: request)
        guard before == nil else { return }
        // A dictionary's slot and two array headers beside the bytes.
        self.byteCount += request.count + answer.derRepresentation.count + 256
    }
}
