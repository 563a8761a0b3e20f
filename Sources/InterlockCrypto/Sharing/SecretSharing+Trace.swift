extension SecretSharing {
    /// Evaluates five shares of `secret` under a threshold of three, restores it from three, and deals it anew once: all
    /// arithmetic that a split, a combination and a refresh do on secrets, and no curve.
    ///
    /// For a tool that counts instructions. OpenSSL's numbers are not among them: what they leave on the heap depends on
    /// their values, and with it the number of the allocator's instructions.
    ///
    /// - Returns: Whether the secret was restored.
    /// - Throws: `CryptoError` with code `cryptoFailure` where the system has no randomness to give.
    package static func trace(_ secret: borrowing SecretBytes) throws(CryptoError) -> Bool {
        let field = PrimeField.shares
        let values = try Self.polynomial(3)
        let mask = try Self.polynomial(3)
        values.set(0, field.reducing(secret))
        let indices = [1, 3, 4]
        let present = SharePolynomial(count: 3, field: field)
        for index in 1...5 {
            let value = values.value(at: UInt(index))
            if let place = indices.firstIndex(of: index) { present.set(place, value) }
        }
        let basis = LagrangeBasis(indices: indices, field: field)
        let restored = basis.combination(present, mask: field.element(0))
        _ = basis.combination(present, mask: mask.value(at: 2))
        return field.reducing(secret).bigEndianBytes(count: field.byteCount)
            .constantTimeEquals(restored.bigEndianBytes(count: field.byteCount))
    }
}
