import Interlock
import InterlockIdentity
import InterlockMarket

/// Warnings to a signer whose certificate does not fit the message: a gate will refuse it.
enum SignerNotice {
    /// Warns if the message speaks for another identity than the certificate, or names another wallet address.
    ///
    /// A certificate with attributes that the standard schema does not know is passed over: the market's own schema is
    /// not at hand, and the gate judges anyway.
    static func warn(_ message: some MarketMessage, signedFor credential: Credential) {
        guard let attributes = Self.attributes(of: credential) else { return }
        if message.participant != attributes.identity {
            Terminal.warn(
                "warning: the message is of \(message.participant), and the certificate \(attributes.identity)'s; "
                    + "a gate will refuse it"
            )
        }
        if let order = message as? any Order, !order.terms.address.isWallet(attributes.walletAddress) {
            Terminal.warn(
                "warning: the address is \(order.terms.address), and the certificate's wallet address "
                    + "\(attributes.walletAddress); a gate will refuse the order"
            )
        }
    }

    private static func attributes(of credential: Credential) -> AttributeSet? {
        switch credential.form {
        case .x509(let certificate):
            certificate.attributeExtension.flatMap { try? FabricAttributes.decode($0, schema: .standard) }
        case .implicit(let certificate): certificate.attributes
        }
    }
}
