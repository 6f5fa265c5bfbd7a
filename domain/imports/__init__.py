"""Reading what plan and roster files say."""
