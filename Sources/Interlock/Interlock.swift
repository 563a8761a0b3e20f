@_exported public import InterlockAccess
@_exported public import InterlockCrypto
@_exported public import InterlockFabric
@_exported public import InterlockIdentity
@_exported public import InterlockLedger
@_exported public import InterlockMarket
