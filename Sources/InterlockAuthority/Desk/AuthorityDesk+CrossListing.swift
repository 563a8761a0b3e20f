public import InterlockCrypto
public import InterlockIdentity

extension AuthorityDesk {
    /// Signs the next list, which holds what other keys under the authority's name have revoked too.
    ///
    /// After a rollover two folders sign lists under one name, and a complete list covers its whole scope (RFC 5280
    /// section 5): whoever goes by the name alone finds in either list what both have revoked. Later lists keep those
    /// entries. The lists given take the place of those that were given before: what was on hold by them, and is not by
    /// these, is so no more.
    ///
    /// - Parameters:
    ///   - lists: Complete lists by other keys under this name.
    ///   - signers: Certificates of those keys, of which it was made sure that they are this organisation's.
    ///   - time: As of when.
    ///   - seconds: By when the next list comes; as many as the list before has, unless given.
    /// - Returns: The list, and the journal's head.
    /// - Throws: `AuthorityError` with code `refused` for a list of another name or of some certificates only, a delta, or
    ///   one that no signer signed; `storage` or `corrupt`.
    public func crossList(
        _ lists: [RevocationList],
        by signers: [Certificate],
        at time: Timestamp,
        listSeconds seconds: Int64? = nil
    ) throws(AuthorityError) -> Publication {
        let own = self.authority.certificate
        for list in lists {
            let signer = signers.first { list.isSigned(by: $0) && !$0.hasSameKey(as: own) }
            guard signer != nil, list.issuerName == own.subjectName, list.speaksOfEverything else {
                throw AuthorityError(
                    .refused,
                    "\(list): expected a complete list by another key of \(own.subject), signed by a certificate that was given"
                )
            }
        }
        let list = try self.commit(at: time) {
            try self.signList($0, seconds: seconds, crossListing: lists)
        }
        return try self.publication(list)
    }

    /// The entries of the last list that are of no certificate of this store, and those of other keys' lists.
    ///
    /// - Throws: `AuthorityError` with code `corrupt` where the last list revokes a certificate of this store that `known`
    ///   does not have.
    static func crossListed(
        _ newest: RevocationList?,
        known: Set<SerialNumber>,
        with lists: [RevocationList],
        _ transaction: StoreTransaction
    ) throws -> [RevokedCertificate] {
        var (known, entries) = (known, [RevokedCertificate]())
        for entry in newest?.entries ?? [] where !known.contains(entry.serialNumber) {
            guard try AuthorityStore.certificate(entry.serialNumber, transaction.database) == nil else {
                throw AuthorityError(
                    .corrupt,
                    "\(entry.serialNumber): the last list has it revoked, the store has not; see `ca journal verify`"
                )
            }
            guard lists.isEmpty || entry.reason != .certificateHold else { continue }
            known.insert(entry.serialNumber)
            entries.append(entry)
        }
        for entry in lists.flatMap(\.entries) where known.insert(entry.serialNumber).inserted {
            guard try AuthorityStore.certificate(entry.serialNumber, transaction.database) == nil else {
                continue
            }
            entries.append(entry)
        }
        return entries
    }
}
