using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Foyer.Connect;

/// <summary>
/// Access and id tokens in Entra's form: header <c>typ: JWT</c>, and exactly the claims of the <see cref="TokenPlan"/>. The
/// library's own writer would mark them <c>at+jwt</c> and add claims that only it understands.
/// </summary>
internal sealed class WriteTokens : IOpenIddictServerHandler<GenerateTokenContext>
{
    private static readonly JsonWebTokenHandler Writer = new() { SetDefaultTimesOnTokenCreation = false };

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        var isIdToken = context.TokenType == TokenTypeIdentifiers.IdentityToken;
        if (!isIdToken && context.TokenType != TokenTypeIdentifiers.AccessToken) return default;
        var plan = context.Transaction.GetProperty<TokenPlan>(nameof(TokenPlan))!;
        var keys = context.Transaction.GetHttpRequest()!.HttpContext.Features.GetRequiredFeature<ConnectFeature>().Keys;
        var claims = isIdToken ? plan.Id! : plan.Access;
        if (isIdToken)
        {
            foreach (var name in (ReadOnlySpan<string>)[Claims.Nonce, Claims.AccessTokenHash])
            {
                if (context.Principal.GetClaim(name) is { } value) claims[name] = value;
            }
        }
        else
        {
            claims["uti"] = Base64UrlEncoder.Encode(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
        }

        var ring = (isIdToken ? plan.IdIsShared : plan.AccessIsShared) ? keys.Shared! : keys;
        var created = context.Principal.GetCreationDate()!.Value.UtcDateTime;
        context.Token = Writer.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = context.Options.Issuer!.AbsoluteUri,
            Claims = claims,
            IssuedAt = created,
            NotBefore = created,
            Expires = context.Principal.GetExpirationDate()!.Value.UtcDateTime,
            SigningCredentials = claims["ver"] is "1.0" ? ring.SigningVersion1 : ring.Signing,
            TokenType = "JWT",
        });
        return default;
    }
}
