import Interlock
import Synchronization

/// The responder as its files have it now, and the answers that it has signed.
final class ResponderSource: Sendable {
    private let files: ResponderFiles
    private let lifetime: Int64
    private let reuse: Int64
    private let state: Mutex<State>

    private struct State {
        var contents: ResponderFiles.Contents
        /// The time at which reading the files last failed: it is tried again a second later.
        var failedAt: Timestamp?
        /// The fault that was reported last, which is not reported again.
        var reported: String?
        var answers = AnswerCache()
        /// Counts the readings, so that an answer signed by what was read before is not kept.
        var generation = 0
    }

    /// Reads the files.
    ///
    /// - Throws: `Failure` if a file is not good, or the responder may not sign now.
    init(_ files: ResponderFiles, lifetime: Int64, reuse: Int64) throws(Failure) {
        let contents = try files.read(lifetime: lifetime)
        try Failure.naming(files.certificate) { try contents.responder.check(at: .now) }
        self.files = files
        self.lifetime = lifetime
        self.reuse = reuse
        self.state = Mutex(State(contents: contents))
    }

    /// Answers a request; an answer without a nonce may be a few seconds old.
    func answer(_ request: [UInt8], at now: Timestamp) -> OCSPAnswer {
        let (responder, generation, signed) = self.state.withLock { state in
            self.refresh(&state, at: now)
            let signed = state.answers.answer(to: request, at: now, maximumAge: self.reuse)
            return (state.contents.responder, state.generation, signed)
        }
        if let signed { return signed }
        let answer = responder.answer(request, at: now)
        if self.reuse > 0, answer.span != nil, !answer.hasNonce {
            self.state.withLock { state in
                guard state.generation == generation else { return }
                state.answers.remember(answer, to: request, at: now)
            }
        }
        return answer
    }

    /// Reads the files again if they have changed; until they are good, the responder stays as it is.
    private func refresh(_ state: inout State, at now: Timestamp) {
        guard self.files.stamps != state.contents.stamps, state.failedAt != now else { return }
        do throws(Failure) {
            let contents = try self.files.read(lifetime: self.lifetime)
            try self.check(contents.list, follows: state.contents.list)
            state.contents = contents
            state.answers = AnswerCache()
            state.generation += 1
            state.failedAt = nil
            state.reported = nil
        } catch {
            state.failedAt = now
            guard state.reported != error.message else { return }
            state.reported = error.message
            StandardStreams.log("\(error.message); goes on with list \(state.contents.list.number)")
        }
    }

    /// Says that `list` may take the place of `before` (RFC 5280 section 5.2.3).
    private func check(_ list: RevocationList, follows before: RevocationList) throws(Failure) {
        guard list == before || list.number > before.number else {
            throw Failure(
                .no,
                "\(self.files.list): list \(list.number) is not newer than list \(before.number), which is in use"
            )
        }
    }
}
