internal import InterlockCrypto

extension IdentityError {
    /// Runs `body`, and reports what goes wrong in it as this module's error.
    static func converting<Result: ~Copyable>(
        _ body: () throws(CryptoError) -> Result
    ) throws(IdentityError) -> Result {
        do throws(CryptoError) {
            return try body()
        } catch {
            switch error.code {
            case .wrongPassphrase: throw IdentityError(.wrongPassphrase, error.reason)
            case .limitExceeded: throw IdentityError(.limitExceeded, error.reason)
            case .invalidEncoding, .notDeterministic: throw IdentityError(.invalidEncoding, error.reason)
            case .invalidShare: throw IdentityError(.wrongShare, error.reason)
            case .duplicateShare: throw IdentityError(.duplicateShare, error.reason)
            default: throw IdentityError(.cryptoFailure, error.reason)
            }
        }
    }
}
