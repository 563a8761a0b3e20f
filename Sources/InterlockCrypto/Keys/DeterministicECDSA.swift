internal import COpenSSL

/// ECDSA with the nonce of RFC 6979 section 3.2, its scalars by GMP's `mpn_sec_*`.
///
/// OpenSSL has this from 3.2 on; Debian 12 has 3.0.
enum DeterministicECDSA {
    /// r‖s over `message`; s is not yet the lower of the two.
    static func sign(_ message: [UInt8], key: SigningKey, hash: HashFunction) throws(CryptoError) -> [UInt8] {
        let order = GroupOrder.of(key.level)
        let secret = try key.rawRepresentation()
        let digest = SecretBytes(copying: Self.leftmostBits(hash.hash(message), order))
        let z = SecretLimbs(bigEndian: digest, count: order.limbCount).reduced(modulo: order.limbs)
        var nonces = NonceGenerator(
            secret: secret,
            reducedDigest: z.bigEndianBytes(count: key.level.scalarByteCount),
            order: order,
            hash: hash
        )
        while true {
            let nonce = try nonces.next()
            if let signature = try Self.sign(z, secret: secret, nonce: nonce, order: order) {
                return signature
            }
        }
    }

    /// bits2int (RFC 6979 section 2.3.2) for a digest: no pairing here needs a shift within a byte.
    private static func leftmostBits(_ digest: [UInt8], _ order: GroupOrder) -> [UInt8] {
        Array(digest.prefix(order.level.scalarByteCount))
    }

    /// r = x(k·G) mod n, s = k⁻¹(z + r·d) mod n (FIPS 186-5 section 6.4.1); nil where either is zero.
    private static func sign(
        _ z: borrowing SecretLimbs,
        secret: borrowing SecretBytes,
        nonce: borrowing SecretBytes,
        order: GroupOrder
    ) throws(CryptoError) -> [UInt8]? {
        let size = order.level.scalarByteCount
        let point = try CurveMultiplication.basePoint(times: nonce, level: order.level)
        let x = SecretBytes(copying: point[1...size])
        let r = SecretLimbs(bigEndian: x, count: order.limbCount).reduced(modulo: order.limbs)
        let k = SecretLimbs(bigEndian: nonce, count: order.limbCount)
        let d = SecretLimbs(bigEndian: secret, count: order.limbCount)
        let sum = r.multiplied(by: d, modulo: order.limbs).added(to: z, modulo: order.limbs)
        guard let inverse = k.inverted(modulo: order.limbs) else { return nil }
        let s = inverse.multiplied(by: sum, modulo: order.limbs)
        // From here on both are public: they are the signature.
        let raw = r.publicBytes(count: size) + s.publicBytes(count: size)
        guard order.contains(raw[..<size]), order.contains(raw[size...]) else { return nil }
        return raw
    }
}

/// The generator of RFC 6979 section 3.2: HMAC_DRBG seeded by the key and the digest.
private struct NonceGenerator: ~Copyable {
    private let order: GroupOrder
    private let hash: HashFunction
    private var key: SecretBytes
    private var value: SecretBytes

    /// Steps a to g.
    init(
        secret: borrowing SecretBytes,
        reducedDigest: borrowing SecretBytes,
        order: GroupOrder,
        hash: HashFunction
    ) {
        self.order = order
        self.hash = hash
        self.key = SecretBytes(copying: [UInt8](repeating: 0, count: hash.digestByteCount))
        self.value = SecretBytes(copying: [UInt8](repeating: 1, count: hash.digestByteCount))
        for separator: UInt8 in [0, 1] {
            let seed = SecretBytes.concatenating(self.value, separator, secret, reducedDigest)
            self.key = Self.hmac(hash, key: self.key, seed)
            self.value = Self.hmac(hash, key: self.key, self.value)
        }
    }

    /// Step h: the next candidate in [1, n−1].
    ///
    /// Turning a candidate down tells nothing of the one that is taken.
    mutating func next() throws(CryptoError) -> SecretBytes {
        while true {
            let candidate = self.candidate()
            let empty = SecretBytes(copying: [])
            self.key = Self.hmac(self.hash, key: self.key, .concatenating(self.value, 0, empty, empty))
            self.value = Self.hmac(self.hash, key: self.key, self.value)
            if self.order.containsSecret(candidate) { return candidate }
        }
    }

    private mutating func candidate() -> SecretBytes {
        let size = self.order.level.scalarByteCount
        var bits = SecretBytes(copying: [])
        let empty = SecretBytes(copying: [])
        while bits.count < size {
            self.value = Self.hmac(self.hash, key: self.key, self.value)
            bits = .concatenating(bits, self.value, empty)
        }
        return bits.leftmostBits(self.order.level.orderBitCount, byteCount: size)
    }

    private static func hmac(
        _ hash: HashFunction,
        key: borrowing SecretBytes,
        _ message: borrowing SecretBytes
    ) -> SecretBytes {
        unsafe SecretBytes(count: hash.digestByteCount) { out in
            let ok = unsafe key.withUnsafeBytes { key in
                unsafe message.withUnsafeBytes { message in
                    unsafe HMAC(
                        hash.method,
                        key.baseAddress,
                        Int32(key.count),
                        message.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        message.count,
                        out.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        nil
                    ) != nil
                }
            }
            precondition(ok, "HMAC of bytes in memory")
        }
    }
}

extension SecretBytes {
    /// `a`‖`separator`‖`b`‖`c`.
    fileprivate static func concatenating(
        _ a: borrowing SecretBytes,
        _ separator: UInt8,
        _ b: borrowing SecretBytes,
        _ c: borrowing SecretBytes
    ) -> SecretBytes {
        let mark = SecretBytes(copying: CollectionOfOne(separator))
        return .concatenating(.concatenating(a, mark, b), c, SecretBytes(copying: []))
    }

    fileprivate static func concatenating(
        _ a: borrowing SecretBytes,
        _ b: borrowing SecretBytes,
        _ c: borrowing SecretBytes
    ) -> SecretBytes {
        unsafe SecretBytes(count: a.count + b.count + c.count) { out in
            var rest = unsafe out[...]
            func append(_ part: borrowing SecretBytes) {
                unsafe part.withUnsafeBytes { bytes in
                    unsafe UnsafeMutableRawBufferPointer(rebasing: rest).copyMemory(from: bytes)
                    unsafe rest = rest.dropFirst(bytes.count)
                }
            }
            append(a)
            append(b)
            append(c)
        }
    }

    /// bits2int (RFC 6979 section 2.3.2): the first `bitCount` bits as a number in `byteCount` big-endian bytes.
    fileprivate func leftmostBits(_ bitCount: Int, byteCount: Int) -> SecretBytes {
        let shift = UInt8(byteCount * 8 - bitCount)
        return unsafe SecretBytes(count: byteCount) { out in
            unsafe self.withUnsafeBytes { bytes in
                var carry: UInt8 = 0
                for index in 0..<byteCount {
                    let byte = unsafe bytes[index]
                    unsafe out[index] = byte >> shift | carry
                    carry = shift == 0 ? 0 : byte << (8 - shift)
                }
            }
        }
    }
}
