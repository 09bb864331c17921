internal import Authentication
internal import Sessions

extension TerminalServer {
    /// Takes over what can change while the server runs: the lists of hosts, origins and proxies, everything about
    /// tokens, the limits, how sessions are from now on, and the certificate. Connections and sessions stay, but for the connections
    /// of users whom the new lists keep out.
    ///
    /// - Throws: `PolicyError` or `InvalidSetting`; then nothing has changed.
    public func apply(_ configuration: Configuration) throws {
        let newRules = try HTTPGuard(configuration.server)
        let newOrigins = try OriginPolicy(allowed: configuration.server.allowedOrigins)
        let newRates = try RateRules(configuration.rates, proxies: configuration.server.trustedProxies)
        let newTokenURL = try configuration.security.checkedTokenURL
        // The last that may fail.
        try replaceTokenPolicy(configuration.security.tokens)
        access.policy.replace(with: AccessPolicy(adminControl: configuration.security.adminControl))
        upgrade.authentication.limits?.apply(newRates)
        checkPermissions()
        var kept = rules.current
        kept.hosts = newRules.hosts
        kept.origins.proxies = newRules.origins.proxies
        kept.origins.headers = newRules.origins.headers
        kept.contentSecurityPolicy = SecurityHeaders.contentSecurityPolicy(tokensFrom: newTokenURL?.origin)
        if kept.origins.isEncrypted { kept.hstsSeconds = newRules.hstsSeconds }
        rules.replace(with: kept)
        upgrade.origins.replace(with: newOrigins)
        registry.apply(configuration.session, configuration.limits)
        described.replace(with: configuration.described)
        metricsToken.replace(with: configuration.metrics.token)
        tokenURL.replace(with: newTokenURL)
        _ = reloadCertificate(configuration.server.tls)
    }

    /// Tells the observers what became of settings that were read again.
    public func record(_ change: ConfigurationChange) {
        upgrade.authentication.observer.observe(.configuration(change))
    }
}
