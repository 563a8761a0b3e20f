internal import InterlockCrypto

/// An address as RFC 5280 section 4.2.1.6 has it: `local@host`, and no name or comment with it.
struct Mailbox {
    /// Case counts here, as RFC 5321 has it.
    let local: String
    let host: HostName

    init(_ text: String) throws(IdentityError) {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, parts[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw IdentityError(.nameConstraint, "\"\(text)\" is no mailbox")
        }
        self.local = String(parts[0])
        self.host = try HostName(String(parts[1]))
    }

    func isWithin(_ subtree: MailboxSubtree) -> Bool {
        switch subtree {
        case .mailbox(let other): self.local.isExactly(other.local) && self.host == other.host
        case .host(let host): self.host == host
        case .domain(let domain): self.host != domain && self.host.isWithin(domain)
        }
    }
}

/// What a constraint on mailboxes allows or forbids (RFC 5280 section 4.2.1.10).
enum MailboxSubtree {
    case mailbox(Mailbox)
    /// All mailboxes of one host.
    case host(HostName)
    /// All mailboxes of the hosts within a domain, itself excepted: it is written with a period in front.
    case domain(HostName)

    init(_ text: String) throws(IdentityError) {
        if text.contains("@") {
            self = .mailbox(try Mailbox(text))
        } else if text.hasPrefix(".") {
            self = .domain(try HostName(String(text.dropFirst())))
        } else {
            self = .host(try HostName(text))
        }
    }
}
