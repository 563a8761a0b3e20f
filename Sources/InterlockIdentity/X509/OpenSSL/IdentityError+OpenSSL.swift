internal import InterlockCrypto

extension IdentityError {
    /// The oldest queued OpenSSL error of this thread, with the name of the call that failed; empties the queue.
    static func openSSL(_ call: String, _ code: Code = .cryptoFailure) -> IdentityError {
        IdentityError(code, CryptoError.openSSL(call).reason)
    }

    /// What `error` means for a certificate, a revocation list or a delivery.
    static func from(_ error: CryptoError, _ place: String) -> IdentityError {
        let code: Code =
            switch error.code {
            case .highS: .highS
            case .invalidSignature: .badSignature
            case .wrongPassphrase: .wrongPassphrase
            case .limitExceeded: .limitExceeded
            case .cryptoFailure: .cryptoFailure
            default: .invalidEncoding
            }
        return IdentityError(code, "\(place): \(error.reason)")
    }
}
