internal import COpenSSL

extension CryptoError {
    /// The oldest queued OpenSSL error of this thread, with the name of the call that failed; empties the queue.
    package static func openSSL(_ call: String, _ code: Code = .cryptoFailure) -> CryptoError {
        var buffer = [CChar](repeating: 0, count: 256)
        let packed = ERR_get_error()
        ERR_clear_error()
        guard packed != 0 else { return CryptoError(code, call) }
        unsafe ERR_error_string_n(packed, &buffer, buffer.count)
        let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return CryptoError(code, "\(call): \(String(decoding: bytes, as: UTF8.self))")
    }
}
