internal import InterlockCrypto
internal import Synchronization

/// The chains that were found valid, and for how long each verdict holds.
///
/// Only successes are kept, and only what they needed: a stranger can make no end of certificates that fail or that do
/// not matter, but none that succeed.
final class PathMemory: Sendable {
    /// Participants whose chains are remembered; when there are more, it starts afresh.
    private static let limit = 65_536

    private let chains = Mutex<[Question: VerifiedChain]>([:])

    /// Everything, beside the verifier and the time, that the verdict depends on.
    struct Question: Hashable {
        let leaf: Certificate
        /// In the sequence in which they came, each as often as it came.
        let presented: [Certificate]

        /// Tells whether a chain needed all that was presented, and each once.
        func isNeeded(by chain: VerifiedChain) -> Bool {
            let different = Set(self.presented)
            return different.count == self.presented.count && different.isSubset(of: chain.certificates)
        }
    }

    /// The chain, if it was found valid and still is at `time`.
    func chain(for question: Question, at time: Timestamp) -> VerifiedChain? {
        guard let chain = self.chains.withLock({ $0[question] }) else { return nil }
        return chain.validity.contains(time) ? chain : nil
    }

    func remember(_ chain: VerifiedChain, for question: Question) {
        self.chains.withLock { chains in
            if chains.count >= Self.limit { chains.removeAll() }
            chains[question] = chain
        }
    }
}
