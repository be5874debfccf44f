using Foyer.Invitations.Letters;

namespace Foyer.Invitations;

/// <summary>How guests come in and go: CSV, plan, batch, resend, revoke, redeem, removal.</summary>
internal static class InvitationsModule
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddInvitations() => services.AddLetters();
    }

    extension(IEndpointRouteBuilder routes)
    {
        public void MapInvitations()
        {
        }
    }
}
