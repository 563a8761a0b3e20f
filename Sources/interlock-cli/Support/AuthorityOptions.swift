import ArgumentParser
import Interlock
import InterlockAuthority

/// Which authority a command works on, and what opens its key: a passphrase, or shares.
struct AuthorityOptions: ParsableArguments {
    @Option(help: "The authority's folder.", completion: .directory)
    var ca: String

    @OptionGroup var passphrase: PassphraseOptions
    @OptionGroup var shares: ShareOptions

    var folder: AuthorityFolder { AuthorityFolder(path: self.ca) }

    func openDesk() throws -> AuthorityDesk { try self.folder.openDesk(self.openMasterKey()) }

    /// Opens the master key by its file's passphrase or by custodians' shares.
    ///
    /// The shares are those of the authority of `certificate`; the folder's own where it is left out.
    func openMasterKey(of certificate: Certificate? = nil) throws -> MasterKey {
        let restored = try self.shares.openMasterKey(try certificate ?? self.folder.certificate())
        if let restored { return restored }
        return try self.folder.openMasterKey(self.passphrase)
    }
}
