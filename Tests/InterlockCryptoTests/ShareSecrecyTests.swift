import Testing

@testable import InterlockCrypto

/// Small fields, gone through to the last polynomial, by the code that shares a master key.
@Suite struct ShareSecrecyTests {
    private static func number(_ limbs: borrowing SecretLimbs) -> UInt {
        limbs.publicBytes(count: 8).reduce(0) { $0 << 8 | UInt($1) }
    }

    /// The shares at `indices` of the polynomial with these coefficients.
    private static func shares(_ coefficients: [UInt], at indices: [Int], _ field: PrimeField) -> [UInt] {
        let polynomial = SharePolynomial(count: coefficients.count, field: field)
        for (power, coefficient) in coefficients.enumerated() {
            polynomial.set(power, field.element(coefficient))
        }
        return indices.map { Self.number(polynomial.value(at: UInt($0))) }
    }

    /// All tuples of `count` numbers below `prime`.
    private static func tuples(_ count: Int, below prime: UInt) -> [[UInt]] {
        guard count > 0 else { return [[]] }
        return Self.tuples(count - 1, below: prime).flatMap { rest in (0..<prime).map { rest + [$0] } }
    }

    @Test(arguments: [(UInt(7), 2, 5), (7, 3, 6), (11, 3, 5), (5, 4, 4)])
    func `whatever k-1 shares are, every secret explains them by one polynomial`(prime: UInt, k: Int, n: Int)
        throws
    {
        let field = PrimeField.small(prime)
        for indices in SecretSharingTests.subsets(of: Array(1...n), count: k - 1) {
            for secret in 0..<prime {
                var seen: [[UInt]: Int] = [:]
                for rest in Self.tuples(k - 1, below: prime) {
                    seen[Self.shares([secret] + rest, at: indices, field), default: 0] += 1
                }
                // Each of the prime^(k−1) tuples once: the distribution is the same for every secret.
                #expect(seen.count == Self.tuples(k - 1, below: prime).count)
                #expect(seen.values.allSatisfy { $0 == 1 })
            }
        }
    }

    @Test(arguments: [(UInt(7), 2, 5), (7, 3, 6), (11, 3, 5), (5, 4, 4)])
    func `every k shares give the secret, for every polynomial`(prime: UInt, k: Int, n: Int) throws {
        let field = PrimeField.small(prime)
        for indices in SecretSharingTests.subsets(of: Array(1...n), count: k) {
            let basis = LagrangeBasis(indices: indices, field: field)
            for coefficients in Self.tuples(k, below: prime) {
                let values = SharePolynomial(count: k, field: field)
                for (place, share) in Self.shares(coefficients, at: indices, field).enumerated() {
                    values.set(place, field.element(share))
                }
                let secret = Self.number(basis.combination(values, mask: field.element(0)))
                #expect(secret == coefficients[0])
            }
        }
    }

    /// What is on the way to a refreshed share is, for every secret, as likely to be any number.
    @Test func `a refresh tells k-1 old and k-1 new holders nothing`() throws {
        let (prime, field) = (UInt(5), PrimeField.small(5))
        // k = 2, n = 3: old polynomial s + a·x, new s + r·x; holder 1 keeps both its shares.
        for secret in 0..<prime {
            var seen: [[UInt]: Int] = [:]
            for pair in Self.tuples(2, below: prime) {
                let old = Self.shares([secret, pair[0]], at: [1, 2], field)
                let values = SharePolynomial(count: 2, field: field)
                for (place, share) in old.enumerated() { values.set(place, field.element(share)) }
                let mask = SharePolynomial(count: 2, field: field)
                mask.set(1, field.element(pair[1]))
                let basis = LagrangeBasis(indices: [1, 2], field: field)
                let new = Self.number(basis.combination(values, mask: mask.value(at: 1)))
                #expect(new == (secret + pair[1]) % prime)
                seen[[old[0], new], default: 0] += 1
            }
            #expect(seen.count == 25)
        }
    }

    @Test func `an element has one form`() {
        let field = PrimeField.small(251)
        for number: UInt in [0, 1, 250, 251, 252, .max] {
            let bytes = SecretBytes(
                copying: (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
            )
            let isElement = field.contains(bytes)
            #expect(isElement == (number < 251))
        }
        for (left, right): (UInt, UInt) in [(3, 5), (5, 3), (4, 4), (1, 250)] {
            let found = Self.number(field.difference(left, right))
            #expect(found == (left + 251 - right) % 251)
        }
    }
}
