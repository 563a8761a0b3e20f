internal import InterlockCrypto

extension ShareSet {
    /// The shares that are not of this set as it was dealt, each with the number that it claims; in the order of `shares`.
    ///
    /// - Throws: `IdentityError` with code `cryptoFailure` where OpenSSL refuses.
    public func faults(in shares: [MasterKeyShare]) throws(IdentityError) -> [ShareFault] {
        var faults: [ShareFault] = []
        for (place, share) in shares.enumerated() {
            guard let reason = try self.fault(of: share) else { continue }
            let holder = self.name(at: share.index)
            faults.append(ShareFault(place: place, index: share.index, holder: holder, reason: reason))
        }
        return faults
    }

    private func fault(of share: MasterKeyShare) throws(IdentityError) -> String? {
        guard share.setID == self.id else { return "is of another sharing" }
        guard share.generation == self.generation else {
            return "is of generation \(share.generation), and the set of \(self.generation)"
        }
        guard share.setDigest == self.digest, share.threshold == self.threshold,
            share.count == self.custodians.count
        else { return "names another set" }
        let isDealt = try IdentityError.converting { () throws(CryptoError) in
            try self.commitments.contains(share.share)
        }
        return isDealt ? nil : "is not the one that was dealt"
    }

    /// Says that the shares are of this set, each once, and as many as the threshold.
    ///
    /// - Throws: `IdentityError` with code `wrongShare`, which names the number that each wrong share claims, `duplicateShare` or
    ///   `tooFewShares`.
    func check(_ shares: [MasterKeyShare]) throws(IdentityError) {
        let faults = try self.faults(in: shares)
        guard faults.isEmpty else {
            throw IdentityError(.wrongShare, faults.map(\.description).joined(separator: "; "))
        }
        var seen: Set<Int> = []
        for share in shares where !seen.insert(share.index).inserted {
            throw IdentityError(
                .duplicateShare,
                "share \(share.index) (\(self.name(at: share.index))) is there twice"
            )
        }
        guard shares.count >= self.threshold else {
            throw IdentityError(
                .tooFewShares,
                "\(shares.count) shares of \(self.threshold) that restore the master key"
            )
        }
    }
}
