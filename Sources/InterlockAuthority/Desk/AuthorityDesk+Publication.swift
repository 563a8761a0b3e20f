internal import InterlockCrypto
public import InterlockIdentity

extension AuthorityDesk {
    /// Holds the store to what was published of it, and finds what is still to be published.
    ///
    /// A store that was restored from a copy older than its last list would use that list's number again, and issue and
    /// revoke without what it did in between.
    ///
    /// - Parameters:
    ///   - lists: The lists at the place of publication; those of other authorities, and delta lists, say nothing here.
    ///   - head: The head at the place of publication, if there is any; one that this authority has not signed says
    ///     nothing.
    /// - Returns: The newest list where an older one is published, or none; nil where it is published.
    /// - Throws: `AuthorityError` with code `outdated` where the store is older than a list or the head, or has gone on
    ///   otherwise, `corrupt` or `storage`.
    public func unpublishedList(
        besides lists: [RevocationList],
        head: [UInt8]?
    ) throws(AuthorityError) -> RevocationList? {
        try self.checkGrowth(from: head)
        let own = lists.filter { !$0.isDelta && $0.isSigned(by: self.authority.certificate) }
        guard let published = own.max(by: { $0.number < $1.number }) else { return try self.newestList() }
        // The usual case costs no walk along the journal; nothing is signed by what it finds.
        guard try self.store.latestList()?.derRepresentation != published.derRepresentation else {
            return nil
        }
        let newest = try self.newestList()
        let number = newest?.number ?? 0
        guard published.number <= number else {
            throw self.outdated("list \(published.number) is published", "list \(number) is its newest")
        }
        guard published.number == number else { return newest }
        guard published == newest else {
            throw self.outdated("list \(number) is published", "list \(number) is another")
        }
        return nil
    }

    private func checkGrowth(from published: [UInt8]?) throws(AuthorityError) {
        guard let published,
            let head = try? JournalHead(decoding: published, authority: self.authority.certificate),
            head.count > 0
        else { return }
        guard let digest = try self.store.digest(ofRecord: head.count - 1) else {
            throw self.outdated("a journal of \(head.count) records is published", "it has fewer")
        }
        guard digest == head.digest else {
            throw self.outdated(
                "record \(head.count - 1) is published",
                "its record \(head.count - 1) is another"
            )
        }
    }

    private func outdated(_ published: String, _ found: String) -> AuthorityError {
        AuthorityError(
            .outdated,
            "\(self.store.folder): \(published), but in the store \(found); put back the newest copy of the folder "
                + "or, where there is none, begin a new authority (Docs/Authority.md, \"The journal\")"
        )
    }
}
