internal import InterlockCrypto

/// The search for one path: depth first, the likeliest issuer first, within a budget.
struct PathSearch {
    private let pool: CertificatePool
    private let presented: [Certificate]
    private let time: Timestamp
    private let certificateRules: [any CertificateRule]
    private let judge: PathJudge
    private var budget: PathBudget
    /// What was found of signatures; filled from the first refusal on.
    private var signatures: [Link: Bool] = [:]
    private(set) var rejections: [PathReport.Rejection] = []

    /// Certificates that a path has at most, self-issued ones included.
    static let lengthLimit = 32

    private struct Link: Hashable {
        let certificate: Certificate
        let issuer: Certificate
    }

    init(
        pool: CertificatePool,
        presented: [Certificate],
        time: Timestamp,
        budget: PathBudget,
        certificateRules: [any CertificateRule],
        judge: PathJudge
    ) {
        self.pool = pool
        self.presented = presented
        self.time = time
        self.budget = budget
        self.certificateRules = certificateRules
        self.judge = judge
    }

    /// Finds the first path from `leaf` that every rule accepts.
    ///
    /// - Throws: Why the leaf is refused, that the budget is used up, or the reason that came nearest to a path.
    mutating func path(from leaf: Certificate) throws(IdentityError) -> ValidatedPath {
        try self.checkRules(leaf, above: nil)
        if let found = try self.complete(CertificatePath(leaf: leaf, issuers: [])) { return found }
        throw self.rejections.map(\.error).max { $0.rank < $1.rank }
            ?? IdentityError(.unknownIssuer, "no path leads from \(leaf) to an anchor")
    }

    /// - Throws: `IdentityError` with code `limitExceeded` when the budget is used up, which ends the search.
    private mutating func complete(_ path: CertificatePath) throws(IdentityError) -> ValidatedPath? {
        if self.pool.isAnchor(path.last) { return try self.judged(path) }
        let issuers = self.issuers(of: path.last)
        if issuers.isEmpty {
            let reason =
                "no certificate of \(path.last.issuerName) is known that could have issued \(path.last)"
            self.reject(path.certificates, IdentityError(.unknownIssuer, reason))
        }
        for issuer in issuers {
            try Self.spend(&self.budget.candidates, "candidates")
            // The first path was followed on trust: once something is wrong, what led here is looked at.
            guard try self.isSigned(path) else { return nil }
            guard try self.admits(issuer, above: path) else { continue }
            if let found = try self.complete(path.appending(issuer)) { return found }
        }
        return nil
    }

    private mutating func judged(_ path: CertificatePath) throws(IdentityError) -> ValidatedPath? {
        try Self.spend(&self.budget.paths, "paths")
        // OpenSSL checks every signature of the path, whether it was checked on the way or not.
        for (_, issuer) in path.links { try self.spendWork(on: issuer) }
        do throws(IdentityError) {
            return ValidatedPath(path, validity: try self.judge.judge(path, at: self.time))
        } catch {
            self.reject(path.certificates, error)
            return nil
        }
    }

    /// Whether `issuer` may stand above `path`.
    private mutating func admits(
        _ issuer: Certificate,
        above path: CertificatePath
    ) throws(IdentityError) -> Bool {
        do throws(IdentityError) {
            try Self.checkLoop(issuer, above: path)
            try self.checkRules(issuer, above: path)
        } catch {
            self.reject(path.certificates + [issuer], error)
            return false
        }
        return try self.isSigned(path.appending(issuer))
    }

    /// Whether the last of the path signed the one before it.
    ///
    /// The first path is left to OpenSSL alone, which checks every signature once.
    private mutating func isSigned(_ path: CertificatePath) throws(IdentityError) -> Bool {
        guard !self.rejections.isEmpty, let certificate = path.certificates.dropLast().last else {
            return true
        }
        let link = Link(certificate: certificate, issuer: path.last)
        if let known = self.signatures[link] { return known }
        try Self.spend(&self.budget.signatures, "signatures")
        try self.spendWork(on: path.last)
        let isValid = SignatureAlgorithm.isValid(certificate.signedObject, key: path.last.handle)
        self.signatures[link] = isValid
        if !isValid {
            let reason = "\(certificate) is not signed by \(path.last)"
            self.reject(path.certificates, IdentityError(.badSignature, reason))
        }
        return isValid
    }

    private func checkRules(
        _ certificate: Certificate,
        above path: CertificatePath?
    ) throws(IdentityError) {
        for rule in self.certificateRules { try rule.check(certificate, above: path, at: self.time) }
    }

    /// No entity stands in a path twice with the same key: that would prove nothing more, and need not end.
    private static func checkLoop(
        _ issuer: Certificate,
        above path: CertificatePath
    ) throws(IdentityError) {
        guard path.certificates.count < Self.lengthLimit else {
            throw IdentityError(.pathLength, "a path of more than \(Self.lengthLimit) certificates")
        }
        for other in path.certificates where other.isSameEntity(as: issuer) {
            throw IdentityError(.unknownIssuer, "\(issuer) stands in the path already")
        }
    }

    private mutating func reject(_ certificates: [Certificate], _ error: IdentityError) {
        self.rejections.append(PathReport.Rejection(certificates: certificates, error: error))
    }

    /// Counts one verification with an issuer's key.
    private mutating func spendWork(on issuer: Certificate) throws(IdentityError) {
        let cost = issuer.handle.verificationCost(issuer.verifyingKey)
        try Self.spend(&self.budget.work, "work on signatures", cost)
    }

    private static func spend(
        _ budget: inout Int,
        _ what: String,
        _ amount: Int = 1
    ) throws(IdentityError) {
        guard budget >= amount else {
            throw IdentityError(.limitExceeded, "the search for a path took more \(what) than its budget has")
        }
        budget -= amount
    }
}

extension PathSearch {
    /// Those that may have issued `certificate`, the likeliest first.
    private func issuers(of certificate: Certificate) -> [Certificate] {
        let named = self.pool.certificates(named: certificate.issuerName, presented: self.presented)
        let possible = named.filter { $0.mayHaveIssued(certificate) }
        guard possible.count > 1 else { return possible }
        return possible.map { (self.likelihood($0, of: certificate), $0) }.sorted { $0.0 > $1.0 }.map(\.1)
    }

    private func likelihood(_ issuer: Certificate, of certificate: Certificate) -> Likelihood {
        Likelihood(
            isAuthority: issuer.isAuthority,
            isValid: (issuer.notBefore...max(issuer.notBefore, issuer.notAfter)).contains(self.time),
            isAnchor: self.pool.isAnchor(issuer),
            isNamed: certificate.authorityKeyIdentifier.map { $0 == issuer.subjectKeyIdentifier } ?? false,
            isOtherEntity: !issuer.isSelfIssued,
            notBefore: issuer.notBefore
        )
    }

    /// What speaks for a candidate, the weightiest first.
    private struct Likelihood: Comparable {
        let isAuthority: Bool
        let isValid: Bool
        let isAnchor: Bool
        let isNamed: Bool
        let isOtherEntity: Bool
        let notBefore: Timestamp

        private var weight: Int {
            [self.isAuthority, self.isValid, self.isNamed, self.isAnchor, self.isOtherEntity]
                .reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }

        static func < (left: Likelihood, right: Likelihood) -> Bool {
            (left.weight, left.notBefore) < (right.weight, right.notBefore)
        }
    }
}

extension Certificate {
    /// Whether the key identifiers, where both are there, let this be the issuer of `other`.
    fileprivate func mayHaveIssued(_ other: Certificate) -> Bool {
        guard let named = other.authorityKeyIdentifier, let own = self.subjectKeyIdentifier else {
            return true
        }
        return named == own
    }

    fileprivate func isSameEntity(as other: Certificate) -> Bool {
        self.subjectName == other.subjectName && self.hasSameKey(as: other)
    }
}
