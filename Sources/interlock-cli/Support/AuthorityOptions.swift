import ArgumentParser
import Interlock
import InterlockAuthority

/// Which authority a command works on, and what opens its key.
struct AuthorityOptions: ParsableArguments {
    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String

    @OptionGroup var passphrase: PassphraseOptions

    var folder: AuthorityFolder { AuthorityFolder(path: self.ca) }

    func openDesk() throws -> AuthorityDesk { try self.folder.openDesk(self.passphrase) }
}
