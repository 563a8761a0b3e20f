/// Pedersen's commitments to the two polynomials of a sharing (Pedersen 1991): C_j = a_j·G + b_j·H on P-521.
///
/// They are published. What they say of the secret is nothing at all, whatever is computed: for every secret there is
/// one blinding that gives the same C_0. Who would make a false share that agrees with them must find the logarithm of H.
package struct ShareCommitments: Hashable, Sendable {
    /// C_0 to C_{k−1}.
    package let points: [SharePoint]

    /// How many shares restore the secret, k.
    package var threshold: Int { self.points.count }

    /// The commitment to the secret itself, which a refresh does not change.
    package var secret: SharePoint { self.points[0] }

    /// Takes points that were read.
    ///
    /// - Throws: `CryptoError` with code `limitExceeded` for fewer than two or more than ``SecretSharing/countLimit``.
    package init(_ points: [SharePoint]) throws(CryptoError) {
        guard (2...SecretSharing.countLimit).contains(points.count) else {
            throw CryptoError(
                .limitExceeded,
                "\(points.count) commitments; a threshold is 2 to \(SecretSharing.countLimit)"
            )
        }
        self.points = points
    }

    /// The commitments to the coefficients of two polynomials; `secret`, where it is given, stands for the first.
    init(
        _ values: borrowing SharePolynomial,
        _ blindings: borrowing SharePolynomial,
        secret: SharePoint? = nil
    ) throws(CryptoError) {
        var points = secret.map { [$0] } ?? []
        for power in points.count..<values.count {
            points.append(
                try Self.commitment(
                    to: values.coefficient(power).bigEndianBytes(count: SecretShare.scalarByteCount),
                    blinding: blindings.coefficient(power).bigEndianBytes(count: SecretShare.scalarByteCount)
                )
            )
        }
        try self.init(points)
    }

    /// v·G + b·H, in constant time.
    static func commitment(
        to value: borrowing SecretBytes,
        blinding: borrowing SecretBytes
    ) throws(CryptoError) -> SharePoint {
        let hiding = try CurvePoint.reading(CurvePoint.secondGenerator).multiplied(by: blinding)
        return try CurvePoint.basePoint(times: value).added(to: hiding).encoded()
    }

    /// What the share at `index` must be an opening of: Σ x^j·C_j, by Horner's rule.
    package func commitment(at index: Int) throws(CryptoError) -> SharePoint {
        var sum = try CurvePoint.reading(self.points[self.points.count - 1])
        for point in self.points.dropLast().reversed() {
            sum = try sum.multiplied(byPublic: index).added(to: CurvePoint.reading(point))
        }
        return try sum.encoded()
    }

    /// Whether a share is the one that was dealt at its index.
    package func contains(_ share: SecretShare) throws(CryptoError) -> Bool {
        try Self.commitment(to: share.value, blinding: share.blinding) == self.commitment(at: share.index)
    }

    /// The indices of the shares that are not those that were dealt, in the order of `shares`.
    package func faults(in shares: [SecretShare]) throws(CryptoError) -> [Int] {
        var faults: [Int] = []
        for share in shares where try !self.contains(share) { faults.append(share.index) }
        return faults
    }

    /// Whether the shares combine to the secret that C_0 commits to.
    ///
    /// It is seen by the commitments' interpolation: Σ λ_i·C(x_i) = C_0, with each C(x_i) opened by its share. Neither the
    /// secret nor its blinding is computed.
    package func combine(_ shares: [SecretShare]) throws(CryptoError) -> Bool {
        guard try self.faults(in: shares).isEmpty else { return false }
        let basis = LagrangeBasis(indices: shares.map(\.index), field: .shares)
        var sum: SharePoint?
        for (place, share) in shares.enumerated() {
            let factor = basis.coefficient(place).bigEndianBytes(count: SecretShare.scalarByteCount)
            let opened = try Self.commitment(to: share.value, blinding: share.blinding)
            let term = try CurvePoint.reading(opened).multiplied(by: factor)
            guard let sofar = sum else {
                sum = try term.encoded()
                continue
            }
            sum = try term.added(to: CurvePoint.reading(sofar)).encoded()
        }
        return sum == self.secret
    }
}
