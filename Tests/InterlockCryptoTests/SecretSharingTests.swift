import COpenSSL
import TestSupport
import Testing

@testable import InterlockCrypto

@Suite struct SecretSharingTests {
    private static func bytes(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    private static func code<Value: ~Copyable>(_ body: () throws -> Value) -> CryptoError.Code? {
        do {
            _ = try body()
            return nil
        } catch {
            return (error as? CryptoError)?.code
        }
    }

    private static func shake256(_ message: [UInt8], count: Int) throws -> [UInt8] {
        let context = try DigestContext()
        var out = [UInt8](repeating: 0, count: count)
        let isGood =
            unsafe EVP_DigestInit_ex(context.raw, EVP_shake256(), nil) == 1
            && EVP_DigestUpdate(context.raw, message, message.count) == 1
            && EVP_DigestFinalXOF(context.raw, &out, count) == 1
        #expect(isGood)
        return out
    }

    /// Every subset of `count` of the shares.
    static func subsets<Element>(of elements: [Element], count: Int) -> [[Element]] {
        guard count > 0 else { return [[]] }
        return elements.indices.flatMap { first in
            Self.subsets(of: Array(elements[(first + 1)...]), count: count - 1).map { [elements[first]] + $0 }
        }
    }

    private static func altered(_ share: SecretShare, bit: Int) throws -> SecretShare {
        var value = share.value.publicCopy()
        var blinding = share.blinding.publicCopy()
        let size = SecretShare.scalarByteCount
        if bit < 8 * size {
            value[bit / 8] ^= 1 << UInt8(bit % 8)
        } else {
            blinding[bit / 8 - size] ^= 1 << UInt8(bit % 8)
        }
        return try SecretShare(
            index: share.index,
            value: SecretBytes(copying: value),
            blinding: SecretBytes(copying: blinding)
        )
    }

    @Test(arguments: [(2, 2), (2, 5), (3, 5), (5, 6), (6, 6)])
    func `every k of n shares restore the secret, and no fewer`(k: Int, n: Int) throws {
        var generator = SeededGenerator(seed: UInt64(k * 100 + n))
        for length in [32, 48, 64] {
            let secret = Self.bytes(length, &generator)
            let shared = try SecretSharing.split(SecretBytes(copying: secret), threshold: k, count: n)
            #expect(shared.commitments.threshold == k && shared.shares.map(\.index) == Array(1...n))
            for subset in Self.subsets(of: shared.shares, count: k) {
                let found = try SecretSharing.combine(subset.shuffled(using: &generator), byteCount: length)
                let isSame = found.publicCopy() == secret
                #expect(isSame)
            }
            for subset in Self.subsets(of: shared.shares, count: k - 1) {
                let found = try? SecretSharing.combine(subset, byteCount: length)
                let isSame = found?.publicCopy() == secret
                #expect(!isSame)
            }
        }
    }

    @Test(arguments: [
        [UInt8](repeating: 0, count: 32), [UInt8](repeating: 255, count: 32),
        [UInt8](repeating: 255, count: 64), [UInt8](repeating: 0, count: 63) + [1],
    ])
    func `seeds at the ends of their range come back exactly`(secret: [UInt8]) throws {
        let shared = try SecretSharing.split(SecretBytes(copying: secret), threshold: 3, count: 4)
        #expect(try shared.commitments.faults(in: shared.shares).isEmpty)
        let found = try SecretSharing.combine(Array(shared.shares.suffix(3)), byteCount: secret.count)
        let copy = found.publicCopy()
        #expect(copy == secret)
    }

    @Test func `more shares than k restore it too`() throws {
        let secret = [UInt8](repeating: 7, count: 48)
        let shared = try SecretSharing.split(SecretBytes(copying: secret), threshold: 2, count: 5)
        let copy = try SecretSharing.combine(shared.shares, byteCount: 48).publicCopy()
        #expect(copy == secret)
        #expect(try shared.commitments.combine(shared.shares))
    }

    @Test func `every altered share is named, whichever bit`() throws {
        let shared = try SecretSharing.split(
            SecretBytes(copying: [UInt8](repeating: 9, count: 32)),
            threshold: 2,
            count: 3
        )
        #expect(try shared.commitments.faults(in: shared.shares).isEmpty)
        for bit in stride(from: 7, to: 16 * SecretShare.scalarByteCount, by: 1) {
            guard let bad = try? Self.altered(shared.shares[bit % 3], bit: bit) else { continue }
            #expect(try !shared.commitments.contains(bad), "bit \(bit)")
        }
        let bad = try Self.altered(shared.shares[1], bit: 500)
        #expect(try shared.commitments.faults(in: [shared.shares[0], bad, shared.shares[2]]) == [2])
        #expect(try !shared.commitments.combine([shared.shares[0], bad]))
    }

    @Test func `a share under another's index is named`() throws {
        let shared = try SecretSharing.split(
            SecretBytes(copying: [UInt8](repeating: 9, count: 32)),
            threshold: 2,
            count: 3
        )
        let moved = try SecretShare(
            index: 3,
            value: shared.shares[0].value.slice(0..<66),
            blinding: shared.shares[0].blinding.slice(0..<66)
        )
        #expect(try shared.commitments.faults(in: [moved]) == [3])
    }

    @Test func `x of zero, values outside the field and duplicates are refused`() throws {
        let shared = try SecretSharing.split(SecretBytes(copying: [1]), threshold: 2, count: 2)
        let zero = [UInt8](repeating: 0, count: 66)
        for index in [-1, 0, 65, 256] {
            let code = Self.code {
                try SecretShare(
                    index: index,
                    value: SecretBytes(copying: zero),
                    blinding: SecretBytes(copying: zero)
                )
            }
            #expect(code == .invalidShare)
        }
        let order = GroupOrder.of(.bits256).bytes
        for (value, blinding) in [
            (order, zero), (zero, order), ([UInt8](repeating: 255, count: 66), zero),
            (Array(zero.dropLast()), zero),
        ] {
            let code = Self.code {
                try SecretShare(
                    index: 1,
                    value: SecretBytes(copying: value),
                    blinding: SecretBytes(copying: blinding)
                )
            }
            #expect(code == .invalidShare)
        }
        let twice = [shared.shares[0], shared.shares[0]]
        #expect(Self.code { try SecretSharing.combine(twice, byteCount: 1) } == .duplicateShare)
        #expect(
            Self.code { try SecretSharing.refresh(twice, shared.commitments, threshold: 2, count: 2) }
                == .duplicateShare
        )
        #expect(Self.code { try JointSignature.sign([], with: twice, shared.commitments) } == .duplicateShare)
        #expect(Self.code { try SecretSharing.combine([], byteCount: 1) } == .invalidShare)
    }

    @Test func `thresholds outside 2 to n to 64, and long secrets, are refused`() throws {
        for (k, n) in [(1, 1), (1, 3), (0, 3), (4, 3), (2, 65), (65, 65), (-1, 2)] {
            #expect(
                Self.code { try SecretSharing.split(SecretBytes(copying: [1]), threshold: k, count: n) }
                    == .limitExceeded
            )
        }
        let long = SecretBytes(copying: [UInt8](repeating: 1, count: 65))
        let code = Self.code { try SecretSharing.split(long, threshold: 2, count: 2) }
        #expect(code == .limitExceeded)
        let most = try SecretSharing.split(SecretBytes(copying: [5]), threshold: 3, count: 64)
        let copy = try SecretSharing.combine(
            [most.shares[0], most.shares[40], most.shares[63]],
            byteCount: 1
        ).publicCopy()
        #expect(copy == [5])
    }

    @Test(arguments: [(3, 5), (2, 3), (5, 7), (4, 4)])
    func `a refresh keeps the secret and its commitment, under any k and n`(k: Int, n: Int) throws {
        let secret = [UInt8](repeating: 0xa5, count: 64)
        let old = try SecretSharing.split(SecretBytes(copying: secret), threshold: 3, count: 5)
        let present = [old.shares[4], old.shares[0], old.shares[2]]
        let new = try SecretSharing.refresh(present, old.commitments, threshold: k, count: n)
        #expect(new.commitments.secret == old.commitments.secret && new.commitments.threshold == k)
        #expect(try new.commitments.faults(in: new.shares).isEmpty)
        for subset in Self.subsets(of: new.shares, count: k) {
            let copy = try SecretSharing.combine(subset, byteCount: 64).publicCopy()
            #expect(copy == secret)
        }
        #expect(try new.commitments.combine(Array(new.shares.prefix(k))))
    }

    @Test func `old and new shares do not combine, and the old ones are named`() throws {
        let secret = [UInt8](repeating: 0x3c, count: 32)
        let old = try SecretSharing.split(SecretBytes(copying: secret), threshold: 3, count: 5)
        let new = try SecretSharing.refresh(
            Array(old.shares.prefix(3)),
            old.commitments,
            threshold: 3,
            count: 5
        )
        let mixed = [old.shares[0], new.shares[1], new.shares[2]]
        #expect(try new.commitments.faults(in: mixed) == [1])
        #expect(try old.commitments.faults(in: mixed) == [2, 3])
        #expect(try !new.commitments.combine(mixed))
        let found = (try? SecretSharing.combine(mixed, byteCount: 32))?.publicCopy()
        #expect(found != secret)
    }

    @Test func `k shares sign together, fewer cannot`() throws {
        let shared = try SecretSharing.split(
            SecretBytes(copying: [UInt8](repeating: 1, count: 32)),
            threshold: 3,
            count: 5
        )
        let message = Array("a rehearsal".utf8)
        let signature = try JointSignature.sign(
            message,
            with: Array(shared.shares.suffix(3)),
            shared.commitments
        )
        try signature.verify(message, shared.commitments)
        #expect(Self.code { try signature.verify(message + [0], shared.commitments) } == .invalidSignature)
        for place in stride(from: 0, to: JointSignature.byteCount, by: 5) {
            var bytes = signature.rawRepresentation
            bytes[place] ^= 1
            let altered = try JointSignature(rawRepresentation: bytes)
            #expect(Self.code { try altered.verify(message, shared.commitments) } == .invalidSignature)
        }
        let few = try JointSignature.sign(message, with: Array(shared.shares.prefix(2)), shared.commitments)
        #expect(Self.code { try few.verify(message, shared.commitments) } == .invalidSignature)
        // A refresh keeps C_0, and with it what the signature is verified by.
        let new = try SecretSharing.refresh(
            Array(shared.shares.prefix(3)),
            shared.commitments,
            threshold: 2,
            count: 2
        )
        try JointSignature.sign(message, with: new.shares, new.commitments).verify(
            message,
            shared.commitments
        )
    }

    @Test func `H is the point that its label says`() throws {
        var counter: UInt32 = 0
        while counter < 256 {
            let suffix = (0..<4).reversed().map { UInt8(truncatingIfNeeded: counter >> (8 * $0)) }
            var x = try Self.shake256(Array("interlock/1/share-generator".utf8) + suffix, count: 66)
            x[0] &= 1
            if let point = try? SharePoint([2] + x) {
                #expect(point.bytes == CurvePoint.secondGenerator)
                return
            }
            counter += 1
        }
        Issue.record("no point found")
    }
}
