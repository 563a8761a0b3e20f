public import ArgumentParser
public import Interlock
import InterlockAuthority

extension IdentityNamespace: ExpressibleByArgument {
    /// Reads a prefix; the colon behind it may be left out.
    public init?(argument: String) {
        guard let namespace = try? IdentityNamespace(prefix: argument) else { return nil }
        self = namespace
    }
}

extension AuthorityDesk {
    /// Says that an identity was certified as another, within this authority's namespace, where it was.
    func tell(_ given: ParticipantID?, isCertifiedAs identity: String) {
        guard let given, given.description != identity else { return }
        Terminal.warn(
            "\(given) is certified as \(identity), within the namespace of \(self.authority.certificate.subject)"
        )
    }
}
